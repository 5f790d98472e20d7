using Technic.Grains.Postgres;

namespace Technic.Silo.Hosting;

/// <summary>
/// Waits for the database before Orleans begins, which looks for it too but would log every reason to wait, and the end of the waiting, as a fault of its own.
/// </summary>
internal sealed class DatabaseGate(PostgresSchema schema) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => schema.WaitAndApplyAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
