using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Technic.Cluster.Contracts;
using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>
/// Gives each history in the silo's memory its owner. Whatever puts a history there, a grain that fetched its own or a partition that
/// assembled hundreds from whole-market days, the entry is published here and handed over to the activation of its <see
/// cref="IPriceHistoryGrain"/>, after the answer and in batches. The activation retracts it when it ends. An entry that finds no owner on
/// this silo is retracted at once.
/// </summary>
/// <param name="grains">Reaches the owners.</param>
/// <param name="memory">The silo's memory.</param>
/// <param name="silo">This silo.</param>
/// <param name="time">The clock of the log.</param>
/// <param name="logger">The log.</param>
public sealed partial class HistoryOwners(
    IGrainFactory grains, HistoryMemory memory, SiloAddress silo, TimeProvider time, ILogger<HistoryOwners> logger)
    : IAsyncDisposable
{
    /// <summary>
    /// Maximum number of concurrent hand-overs: enough to activate 16,000 grains a second, and few beside the calls of scans.
    /// </summary>
    private const int BatchSize = 128;

    /// <summary>An activation on another silo leaves it within milliseconds; on a busy one it can take a second.</summary>
    private const int Attempts = 6;

    /// <summary>The first pause; each is twice the one before.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Channel<MemoryEntry> _entries =
        Channel.CreateUnbounded<MemoryEntry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly LogThrottle _throttle = new(time);
    private readonly Lock _starting = new();
    private Task? _handingOver;

    /// <summary>Has the owner of an entry's key take it over.</summary>
    public void Publish(MemoryEntry entry)
    {
        if (!_entries.Writer.TryWrite(entry)) return;
        if (_handingOver is not null) return;
        lock (_starting) _handingOver ??= Task.Run(HandOverAsync);
    }

    /// <summary>Takes an entry out of the memory; a newer one of its key stays, because it has been published too.</summary>
    public void Retract(MemoryEntry entry) => memory.Remove(entry);

    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_handingOver is not null) await _handingOver.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task HandOverAsync()
    {
        var batch = new List<Task>(BatchSize);
        while (await _entries.Reader.WaitToReadAsync(_stopping.Token).ConfigureAwait(false))
        {
            while (batch.Count < BatchSize && _entries.Reader.TryRead(out var entry)) batch.Add(HandOverAsync(entry));
            await Task.WhenAll(batch).ConfigureAwait(false);
            batch.Clear();
        }
    }

    private async Task HandOverAsync(MemoryEntry entry)
    {
        var owner = grains.GetGrain<IPriceHistoryGrain>(entry.History.Key.ToString());
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                var ownership = await owner.OwnAsync(silo, _stopping.Token).ConfigureAwait(false);
                if (ownership == Ownership.Owned) return;
                if (ownership == Ownership.Elsewhere) break;
                await Task.Delay(Pause * (1 << (attempt - 1)), TimeProvider.System, _stopping.Token).ConfigureAwait(false);
            }
            catch (Exception problem)
            {
                // A silo that is stopping, or a grain that cannot be reached: the history goes, and is read again when it is needed.
                if (!_stopping.IsCancellationRequested && _throttle.TryPass(1, out var total)) LogNotOwned(total, problem.Message);
                break;
            }
        }
        Retract(entry);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Histories in memory that found no owner, and were removed: {Histories}. {Problem}")]
    private partial void LogNotOwned(long histories, string problem);
}
