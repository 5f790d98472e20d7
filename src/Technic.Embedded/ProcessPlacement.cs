using System.Threading.Channels;
using Technic.Core.Caching;
using Technic.Core.Scanning;

namespace Technic.Embedded;

/// <summary>Places a scan in this process: its memory in one pass over all cores, the store in large batches, the provider in a bounded window.</summary>
internal sealed class ProcessPlacement(
    ListingCache listings, MemoryTier memory, TieredCache cache, StoreTier store, PartitionScan partition, int fetchWindow) : IScanPlacement
{
    private const int KeysPerRead = 500;
    private const int ReadWindow = 2;

    public ValueTask<Universe> ListAsync(CancellationToken cancellationToken) => listings.GetAsync(cancellationToken);

    public IAsyncEnumerable<SymbolOutcome[]> FromMemoryAsync(IReadOnlyList<ScanKey> keys, List<ScanKey> missing, CancellationToken cancellationToken) =>
        new[] { partition.FromMemory(keys, missing, cancellationToken) }.ToAsyncEnumerable();

    public IAsyncEnumerable<SymbolOutcome[]> FromStoreAsync(IReadOnlyList<ScanKey> keys, List<ScanKey> missing, CancellationToken cancellationToken)
    {
        var generation = memory.Generation;
        return OutcomeStream.RunAsync(keys.Chunk(KeysPerRead), ReadWindow, ReadAsync, cancellationToken);

        async ValueTask ReadAsync(ScanKey[] chunk, ChannelWriter<SymbolOutcome> outcomes, CancellationToken token)
        {
            var reads = await store.ReadAsync(Array.ConvertAll(chunk, key => key.Key), token).ConfigureAwait(false);
            for (var i = 0; i < chunk.Length; i++)
            {
                if (cache.AcceptFromStore(chunk[i].Key, reads[i], generation) is { } lookup)
                {
                    outcomes.TryWrite(partition.Outcome(chunk[i], lookup));
                    continue;
                }
                lock (missing) missing.Add(chunk[i] with { Read = reads[i] });
            }
        }
    }

    public IAsyncEnumerable<SymbolOutcome[]> FromProviderAsync(IReadOnlyList<ScanKey> keys, CancellationToken cancellationToken) =>
        OutcomeStream.RunAsync(keys, fetchWindow, async (key, outcomes, token) =>
        {
            var lookup = await cache.LookupAsync(key.Key, store, key.Read, token).ConfigureAwait(false);
            outcomes.TryWrite(partition.Outcome(key, lookup));
        }, cancellationToken);
}
