using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>The stored histories as a silo sees them: the persisted states of the keys' grains.</summary>
internal sealed class GrainRows(IGrainFactory grains) : IHistoryStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoreRead>> ReadAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken)
    {
        // All at once: the storage puts the reads of one silo together.
        var calls = keys.Select(key => GrainOf(key).ReadRowAsync(cancellationToken)).ToArray();
        var reads = new StoreRead[calls.Length];
        for (var i = 0; i < calls.Length; i++) reads[i] = await ReadAsync(calls[i], cancellationToken).ConfigureAwait(false);
        return reads;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(IReadOnlyList<PriceHistory> histories, CancellationToken cancellationToken)
    {
        foreach (var history in histories)
        {
            var answer = new LookupAnswer(new HistoryLookup(history, Tier.Provider));
            await GrainOf(history.Key).SaveAsync(answer, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<StoreRead> ReadAsync(Task<RowAnswer> call, CancellationToken cancellationToken)
    {
        try
        {
            return (await call.ConfigureAwait(false)).ToRead();
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            return StoreRead.Unavailable;
        }
    }

    private IPriceHistoryGrain GrainOf(PriceHistoryKey key) => grains.GetGrain<IPriceHistoryGrain>(key.ToString());
}
