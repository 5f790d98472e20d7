using Microsoft.Extensions.Logging;

namespace Technic.Grains.Postgres;

/// <summary>What a silo does with its database at its start and stop.</summary>
internal sealed partial class PostgresLifecycle(
    PostgresSchema schema, GrainHistoryStores stores, PostgresOptions options, TimeProvider time, ILogger<PostgresLifecycle> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle)
    {
        // Before membership, which reads its queries from the database.
        lifecycle.Subscribe(nameof(PostgresSchema), ServiceLifecycleStage.First, schema.WaitAndApplyAsync, static _ => Task.CompletedTask);
        // A stop goes through the stages backwards: the grains are deactivated by now.
        lifecycle.Subscribe(nameof(GrainHistoryStores), ServiceLifecycleStage.ApplicationServices, static _ => Task.CompletedTask, FlushAsync);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await stores.FlushAsync(cancellationToken).WaitAsync(options.ShutdownLimit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is TimeoutException or OperationCanceledException)
        {
            LogLeftBehind(stores.Queued);
        }
        stores.ReportRest();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Histories that were not stored in time and will be fetched again when they are needed: {Histories}")]
    private partial void LogLeftBehind(long histories);
}
