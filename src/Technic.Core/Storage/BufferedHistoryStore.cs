using Technic.Core.Histories;

namespace Technic.Core.Storage;

/// <summary>
/// Histories with write-behind: a write is accepted at once and made by a <see cref="WriteBehind"/>. Reads also return queued writes.
/// </summary>
/// <param name="inner">The store of the histories.</param>
/// <param name="writer">Makes the writes.</param>
public sealed class BufferedHistoryStore(IHistoryStore inner, WriteBehind writer) : IHistoryStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoreRead>> ReadAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken)
    {
        // The queue before the store: a history written between the two reads is then found in both, not in neither.
        var pending = writer.Queued == 0
            ? null
            : Array.ConvertAll([.. keys], key => writer.TryGetPending(key, out var history) ? history : null);
        var reads = await inner.ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        return pending is null ? reads : [.. reads.Select((read, i) => pending[i] is { } history ? StoreRead.Found(history) : read)];
    }

    /// <summary>Accepts histories. It waits only while the write queue is full.</summary>
    public async ValueTask WriteAsync(IReadOnlyList<PriceHistory> histories, CancellationToken cancellationToken)
    {
        foreach (var history in histories) await writer.EnqueueAsync(history, cancellationToken).ConfigureAwait(false);
    }
}
