using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Technic.ServiceDefaults;

/// <summary>The health of a process.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
internal sealed record Health(string Status);

/// <summary>
/// <c>/health/live</c> and <c>/health/ready</c>, for orchestrators and load balancers, in one format for all services:
/// <c>{"status": "ready"}</c> with status 200, or a problem document with status 503 and the reason in <c>detail</c>.
/// </summary>
public static class HealthEndpoints
{
    private static readonly Health Live = new("live");
    private static readonly Health Ready = new("ready");

    /// <summary>Maps the endpoints. They need no API key and are not limited. Register health checks with <c>AddHealthChecks</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").WithTags("Health").AllowAnonymous().DisableRateLimiting();
        health.MapGet("/live", () => TypedResults.Ok(Live)).WithName("isLive")
            .WithSummary("Check that the process responds.")
            .WithDescription("For the liveness probe of an orchestrator: it depends on nothing else.");
        health.MapGet("/ready", ReadyAsync).WithName("isReady")
            .WithSummary("Check that the server can process requests.")
            .WithDescription("For the readiness probe of a load balancer: 503 while the server cannot process requests.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Ready if all registered health checks pass. A service can have none.</summary>
    private static async Task<Results<Ok<Health>, ProblemHttpResult>> ReadyAsync(
        HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
        if (report.Status != HealthStatus.Unhealthy) return TypedResults.Ok(Ready);
        var messages = report.Entries.Values.Where(entry => entry.Status == HealthStatus.Unhealthy)
            .Select(entry => entry.Description ?? "A health check failed.");
        return TypedResults.Problem(
            string.Join(' ', messages), statusCode: StatusCodes.Status503ServiceUnavailable, title: "Service unavailable",
            type: "about:blank");
    }
}
