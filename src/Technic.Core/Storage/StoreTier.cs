using Technic.Core.Histories;

namespace Technic.Core.Storage;

/// <summary>L2 in one process: a store, read in batches, with the writes behind the answers. What waits to be written is found already.</summary>
public sealed class StoreTier(IHistoryStore store, WriteBehind writer) : IKeyStore
{
    public async ValueTask<StoreRead> ReadAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
        (await ReadAsync([key], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Reads many keys at once.</summary>
    /// <returns>One answer a key, in the order of <paramref name="keys"/>.</returns>
    public async ValueTask<IReadOnlyList<StoreRead>> ReadAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken)
    {
        // The queue before the store: a history that is written between the two looks is then found in both, not in neither.
        var pending = writer.Queued == 0 ? null : Array.ConvertAll([.. keys], key => writer.TryGetPending(key, out var history) ? history : null);
        var reads = await store.ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        return pending is null ? reads : [.. reads.Select((read, i) => pending[i] is { } history ? StoreRead.Found(history) : read)];
    }

    public ValueTask SaveAsync(PriceHistory history, CancellationToken cancellationToken) => writer.EnqueueAsync(history, cancellationToken);
}
