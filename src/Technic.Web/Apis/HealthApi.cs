using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Technic.Web.Problems;
using Technic.Web.Security;

namespace Technic.Web.Apis;

/// <summary>The health of the server.</summary>
internal sealed record Health(string Status);

/// <summary><c>/health</c>: liveness and readiness for orchestrators and load balancers.</summary>
internal static class HealthApi
{
    private static readonly Health Live = new("live");
    private static readonly Health Ready = new("ready");

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health").ForAnybody().DisableRateLimiting();
        health.MapGet("/live", () => TypedResults.Ok(Live)).WithName("isLive").WithSummary("Check that the process responds.");
        health.MapGet("/ready", ReadyAsync).WithName("isReady").WithSummary("Check that the server can process requests.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Ready if all registered health checks pass. The embedded engine registers none.</summary>
    private static async Task<Results<Ok<Health>, ProblemHttpResult>> ReadyAsync(
        HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
        if (report.Status != HealthStatus.Unhealthy) return TypedResults.Ok(Ready);
        var messages = report.Entries.Values.Where(entry => entry.Status == HealthStatus.Unhealthy)
            .Select(entry => entry.Description ?? "A health check failed.");
        return TypedResults.Problem(Problem.Unavailable(string.Join(' ', messages)).Document());
    }
}
