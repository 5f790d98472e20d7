using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Technic.Front.Cluster;

/// <summary>Ready while the cluster is connected.</summary>
internal sealed class ClusterHealth(ClusterConnection connection) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            connection.Error is { } error ? HealthCheckResult.Unhealthy(error) : HealthCheckResult.Healthy("The cluster is connected."));
}
