using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Technic.Web.Problems;
using Technic.Web.Security;

namespace Technic.Web.Apis;

/// <summary>That the server can do something.</summary>
internal sealed record Health(string Status);

/// <summary><c>/health</c>: for those who watch the process and those who send it requests.</summary>
internal static class HealthApi
{
    private static readonly Health Live = new("live");
    private static readonly Health Ready = new("ready");

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health").ForAnybody().DisableRateLimiting();
        health.MapGet("/live", () => TypedResults.Ok(Live)).WithName("isLive").WithSummary("Whether the process answers at all.");
        health.MapGet("/ready", ReadyAsync).WithName("isReady").WithSummary("Whether requests can be served now.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Ready is who passes every health check that is registered; the embedded engine has none and is always ready.</summary>
    private static async Task<Results<Ok<Health>, ProblemHttpResult>> ReadyAsync(HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
        if (report.Status != HealthStatus.Unhealthy) return TypedResults.Ok(Ready);
        var sentences = report.Entries.Values.Where(entry => entry.Status == HealthStatus.Unhealthy).Select(entry => entry.Description ?? "A check failed.");
        return TypedResults.Problem(Problem.Unavailable(string.Join(' ', sentences)).Document());
    }
}
