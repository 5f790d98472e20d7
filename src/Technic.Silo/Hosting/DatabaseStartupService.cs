using Technic.Grains.Postgres;

namespace Technic.Silo.Hosting;

/// <summary>
/// Waits for the database before Orleans starts. Orleans would wait too, but log every attempt as an error.
/// </summary>
internal sealed class DatabaseStartupService(PostgresSchema schema) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => schema.WaitAndApplyAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
