using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;

namespace Technic.Embedded;

/// <summary>
/// Places a scan in this process: its memory in one pass over all cores, the store in large batches, the provider in a bounded window. Where the archive has
/// every day of the window, no row is read at all: 60 days are read faster than 5,000 rows.
/// </summary>
internal sealed class ProcessPlacement(
    ListingCache listings, MemoryTier memory, TieredCache cache, StoreTier store, PartitionScan partition, HistoryAssembler? assembler, int fetchWindow)
    : IScanPlacement
{
    private const int KeysPerRead = 500;
    private const int ReadWindow = 2;

    public ValueTask<Universe> ListAsync(CancellationToken cancellationToken) => listings.GetAsync(cancellationToken);

    public IAsyncEnumerable<SymbolOutcome[]> FromMemoryAsync(IReadOnlyList<ScanKey> keys, List<ScanKey> missing, CancellationToken cancellationToken) =>
        new[] { partition.FromMemory(keys, missing, cancellationToken) }.ToAsyncEnumerable();

    public async IAsyncEnumerable<SymbolOutcome[]> FromStoreAsync(
        IReadOnlyList<ScanKey> keys, List<ScanKey> missing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (assembler is not null) await assembler.Archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var left = keys;
        if (assembler?.Covers(keys[0].Key) == true)
        {
            (var outcomes, left) = await FromArchiveAsync(keys, acceptsNone: false, cancellationToken).ConfigureAwait(false);
            yield return outcomes;
        }
        var notInRows = new List<ScanKey>();
        await foreach (var outcomes in FromRowsAsync(left, notInRows, cancellationToken).ConfigureAwait(false)) yield return outcomes;
        if (notInRows.Count == 0) yield break;

        var (continued, lacking) = await FromArchiveAsync(notInRows, acceptsNone: true, cancellationToken).ConfigureAwait(false);
        yield return continued;
        missing.AddRange(lacking.Select(key => key with { NeededFrom = assembler?.FirstNeeded(key.Key, cache.Known(key.Key, key.Read)) }));
    }

    public IAsyncEnumerable<SymbolOutcome[]> FromProviderAsync(IReadOnlyList<ScanKey> keys, LoadRoute route, CancellationToken cancellationToken) =>
        route.FromArchive ? AfterLoadAsync(keys, route, cancellationToken) : OutcomeStream.RunAsync(keys, fetchWindow, async (key, outcomes, token) =>
        {
            var lookup = await cache.LookupAsync(key.Key, store, key.Read, route, token).ConfigureAwait(false);
            outcomes.TryWrite(partition.Outcome(key, lookup));
        }, cancellationToken);

    private async IAsyncEnumerable<SymbolOutcome[]> AfterLoadAsync(
        IReadOnlyList<ScanKey> keys, LoadRoute route, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lookups = await cache.AfterLoadAsync(keys, route, cancellationToken).ConfigureAwait(false);
        yield return partition.Outcomes(keys, lookups, cancellationToken);
    }

    private async ValueTask<(SymbolOutcome[] Outcomes, IReadOnlyList<ScanKey> Left)> FromArchiveAsync(
        IReadOnlyList<ScanKey> keys, bool acceptsNone, CancellationToken cancellationToken)
    {
        var lookups = await cache.FromArchiveAsync(keys, acceptsNone, cancellationToken).ConfigureAwait(false);
        var (answered, left) = (new List<ScanKey>(keys.Count), new List<ScanKey>());
        for (var i = 0; i < lookups.Length; i++) (lookups[i] is null ? left : answered).Add(keys[i]);
        return (partition.Outcomes(answered, [.. lookups.OfType<HistoryLookup>()], cancellationToken), left);
    }

    private IAsyncEnumerable<SymbolOutcome[]> FromRowsAsync(IReadOnlyList<ScanKey> keys, List<ScanKey> missing, CancellationToken cancellationToken)
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
}
