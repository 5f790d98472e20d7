using Microsoft.Extensions.Logging;

namespace Technic.Cluster.Grains;

/// <summary>Writes what waits to be written when the silo stops, within <see cref="SiloCacheOptions.FlushLimit"/>.</summary>
internal sealed partial class StoreFlush(GrainHistoryStores stores, SiloCacheOptions options, TimeProvider time, ILogger<StoreFlush> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    // A stop goes through the stages backwards: the grains are deactivated by now.
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(StoreFlush), ServiceLifecycleStage.ApplicationServices, static _ => Task.CompletedTask, FlushAsync);

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await stores.FlushAsync(cancellationToken).WaitAsync(options.FlushLimitOrDefault, time, cancellationToken);
        }
        catch (Exception problem) when (problem is TimeoutException or OperationCanceledException)
        {
            LogLeftBehind(stores.Queued);
        }
        stores.ReportRest();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Histories that were not stored in time and will be fetched again when they are needed: {Histories}")]
    private partial void LogLeftBehind(long histories);
}
