using Microsoft.Extensions.Diagnostics.HealthChecks;
using Technic.Grains.Postgres;

namespace Technic.Silo.Health;

/// <summary>
/// Ready from when the silo has joined its cluster until it is told to stop. A database that is lost in between does not change that: it costs a tier, and the silo
/// answers from the others.
/// </summary>
internal sealed class SiloHealth(SiloLife life, IHostApplicationLifetime host, PostgresSchema? schema = null) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(Obstacle() is { } sentence ? HealthCheckResult.Unhealthy(sentence) : HealthCheckResult.Healthy("The silo is ready."));

    private string? Obstacle() =>
        host.ApplicationStopping.IsCancellationRequested ? "The silo is stopping."
        : schema is { IsReady: false } ? schema.WaitingFor ?? "The silo looks at its database."
        : life.IsActive ? null
        : "The silo joins its cluster.";
}
