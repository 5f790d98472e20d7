using Technic.Core.MarketData;

namespace Technic.Core.Caching;

/// <summary>L2 in one process: a store, read in batches, with the writes behind the answers. What waits to be written is found already.</summary>
public sealed class StoreTier(IHistoryStore store, WriteBehind writer) : IKeyStore
{
    public async ValueTask<StoreRead> ReadAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
        (await ReadAsync([key], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Reads many keys at once.</summary>
    /// <returns>One answer a key, in the order of <paramref name="keys"/>.</returns>
    public async ValueTask<IReadOnlyList<StoreRead>> ReadAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken)
    {
        var reads = await store.ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        if (writer.Queued == 0) return reads;
        var current = reads.ToArray();
        for (var i = 0; i < current.Length; i++)
        {
            if (writer.TryGetPending(keys[i], out var pending)) current[i] = StoreRead.Found(pending);
        }
        return current;
    }

    public ValueTask SaveAsync(PriceHistory history, CancellationToken cancellationToken) => writer.EnqueueAsync(history, cancellationToken);
}
