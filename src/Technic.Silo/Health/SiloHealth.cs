using Microsoft.Extensions.Diagnostics.HealthChecks;
using Technic.Cluster.Postgres;

namespace Technic.Silo.Health;

/// <summary>
/// Ready from joining the cluster until shutdown. A database outage does not change readiness: the silo serves from the other tiers.
/// </summary>
internal sealed class SiloHealth(SiloLifecycleState state, IHostApplicationLifetime host, PostgresSchema? schema = null) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(Error() is { } error ? HealthCheckResult.Unhealthy(error) : HealthCheckResult.Healthy("The silo is ready."));

    private string? Error() =>
        host.ApplicationStopping.IsCancellationRequested ? "The silo is stopping."
        : schema is { IsReady: false } ? schema.WaitingFor ?? "The silo is checking its database."
        : state.IsActive ? null
        : "The silo is joining its cluster.";
}
