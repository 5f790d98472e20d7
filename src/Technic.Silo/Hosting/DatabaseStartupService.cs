using Technic.Cluster.Postgres;


namespace Technic.Silo.Hosting;

/// <summary>
/// Waits for the database before Orleans starts. Orleans would wait too, but log every attempt as an error.
/// </summary>
internal sealed class DatabaseStartupService(PostgresStartup startup) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => startup.RunAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
