using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Technic.Front.Cluster;

/// <summary>Ready while the cluster answers.</summary>
internal sealed class ClusterHealth(ClusterConnection connection) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(connection.Obstacle is { } obstacle ? HealthCheckResult.Unhealthy(obstacle) : HealthCheckResult.Healthy("The cluster answers."));
}
