using System.Collections.Concurrent;
using Technic.Core.Caching;
using Technic.Core.MarketData;

namespace Technic.Core.Scanning;

/// <summary>
/// The part of a scan that runs beside one memory: the whole scan in one process, one partition of it on a silo. What memory holds is evaluated
/// here; what it lacks goes to the loader.
/// </summary>
public sealed class PartitionScan(MarketClock clock, MemoryTier memory, CacheCounters counters)
{
    private const int RowsPerTask = 128;

    /// <summary>Answers what memory can answer.</summary>
    /// <param name="keys">The keys, and each one's place in the scan.</param>
    /// <param name="missing">Receives the keys that memory cannot answer.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>The outcomes of the others.</returns>
    public SymbolOutcome[] FromMemory(IReadOnlyList<ScanKey> keys, List<ScanKey> missing, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var outcomes = new SymbolOutcome[keys.Count];
        var toEvaluate = new List<(int Slot, ScanKey Key, MemoryEntry Entry)>();
        var found = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            var key = keys[i];
            if (memory.Find(key.Key, now) is not { } entry) missing.Add(key);
            else if (entry.Row is { } row && entry.History.Key.Days == key.Key.Days) outcomes[found++] = new SymbolOutcome(key.Candidate, row, Tier.Memory);
            else if (entry.History.IsEmpty) outcomes[found++] = new SymbolOutcome(key.Candidate, null, Tier.Memory, Failure: SymbolOutcome.NoBars);
            else toEvaluate.Add((found++, key, entry));
        }
        counters.MemoryHit(found);
        Evaluate(toEvaluate, outcomes, now, cancellationToken);
        return found == outcomes.Length ? outcomes : outcomes[..found];
    }

    /// <summary>The outcome of a lookup that ended; its row is remembered with the history it came from.</summary>
    public SymbolOutcome Outcome(ScanKey key, HistoryLookup lookup)
    {
        if (lookup is not { Succeeded: true, History.IsEmpty: false }) return SymbolOutcome.WithoutRow(key.Candidate, lookup);
        var row = SymbolEvaluator.Evaluate(lookup.History);
        if (memory.Find(key.Key, clock.Now) is { } entry && ReferenceEquals(entry.History, lookup.History)) entry.Row = row;
        return new SymbolOutcome(key.Candidate, row, lookup.Tier, lookup.Requests, lookup.IsStale);
    }

    private void Evaluate(List<(int Slot, ScanKey Key, MemoryEntry Entry)> work, SymbolOutcome[] outcomes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (work.Count <= RowsPerTask)
        {
            EvaluateRange(0, work.Count);
            return;
        }
        Parallel.ForEach(
            Partitioner.Create(0, work.Count, RowsPerTask),
            new ParallelOptions { CancellationToken = cancellationToken },
            range => EvaluateRange(range.Item1, range.Item2));

        void EvaluateRange(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                var (slot, key, entry) = work[i];
                var fits = entry.History.Key.Days == key.Key.Days;
                var history = fits ? entry.History : clock.Fit(entry.History, key.Key, now);
                outcomes[slot] = history.IsEmpty
                    ? new SymbolOutcome(key.Candidate, null, Tier.Memory, Failure: SymbolOutcome.NoBars)
                    : new SymbolOutcome(key.Candidate, SymbolEvaluator.Evaluate(history), Tier.Memory);
                if (fits) entry.Row = outcomes[slot].Row;
            }
        }
    }
}

/// <summary>A key of a scan.</summary>
/// <param name="Candidate">Its place among the scan's candidates.</param>
/// <param name="Key">The key.</param>
/// <param name="Read">What the store said of it, when it was asked already.</param>
public readonly record struct ScanKey(int Candidate, PriceHistoryKey Key, StoreRead? Read = null);
