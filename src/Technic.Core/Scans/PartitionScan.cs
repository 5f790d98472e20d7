using System.Collections.Concurrent;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Rating;
using Technic.Core.Storage;

namespace Technic.Core.Scans;

/// <summary>
/// The part of a scan that runs beside one memory: the whole scan in one process, one partition of it on a silo. What memory holds is evaluated
/// here; what it lacks goes to the loader.
/// </summary>
public sealed class PartitionScan(MarketClock clock, MemoryTier memory, CacheCounters counters)
{
    private const int KeysPerTask = 128;

    /// <summary>Answers what memory can answer.</summary>
    /// <param name="keys">The keys, and each one's place in the scan.</param>
    /// <param name="missing">Receives the keys that memory cannot answer.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>The outcomes of the others.</returns>
    public SymbolOutcome[] FromMemory(IReadOnlyList<ScanKey> keys, List<ScanKey> missing, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var outcomes = new SymbolOutcome[keys.Count];
        InRanges(keys.Count, cancellationToken, (from, to) =>
        {
            for (var i = from; i < to; i++) outcomes[i] = FromMemory(keys[i], now);
        });

        var found = 0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] is { Row: null, Failure: null }) missing.Add(keys[i]);
            else if (found++ < i) outcomes[found - 1] = outcomes[i];
        }
        counters.MemoryHit(found);
        return found == outcomes.Length ? outcomes : outcomes[..found];
    }

    /// <summary>The outcome of a lookup that ended; its row is remembered with the history it came from.</summary>
    public SymbolOutcome Outcome(ScanKey key, HistoryLookup lookup)
    {
        if (lookup is not { Succeeded: true, History.IsEmpty: false }) return SymbolOutcome.WithoutRow(key.Candidate, lookup);
        var entry = memory.Find(key.Key, clock.Now);
        if (entry is not null && !ReferenceEquals(entry.History, lookup.History)) entry = null;
        // A history that came without a new bar has kept its row.
        var row = entry?.Row ?? SymbolEvaluator.Evaluate(lookup.History);
        if (entry is not null) entry.Row = row;
        return new SymbolOutcome(key.Candidate, row, lookup.Tier, lookup.Requests, lookup.IsStale);
    }

    /// <summary>The outcomes of many lookups, evaluated on all cores.</summary>
    public SymbolOutcome[] Outcomes(IReadOnlyList<ScanKey> keys, IReadOnlyList<HistoryLookup> lookups, CancellationToken cancellationToken)
    {
        var outcomes = new SymbolOutcome[keys.Count];
        InRanges(keys.Count, cancellationToken, (from, to) =>
        {
            for (var i = from; i < to; i++) outcomes[i] = Outcome(keys[i], lookups[i]);
        });
        return outcomes;
    }

    /// <summary>The outcome; without a row or a reason when memory has none.</summary>
    private SymbolOutcome FromMemory(in ScanKey key, DateTimeOffset now)
    {
        if (memory.Find(key.Key, now) is not { } entry) return default;
        var fits = entry.History.Key.Days == key.Key.Days;
        if (fits && entry.Row is { } known) return new SymbolOutcome(key.Candidate, known, Tier.Memory);
        var history = fits ? entry.History : clock.Fit(entry.History, key.Key, now);
        if (history.IsEmpty) return new SymbolOutcome(key.Candidate, null, Tier.Memory, Failure: SymbolOutcome.NoBars);
        var row = SymbolEvaluator.Evaluate(history);
        if (fits) entry.Row = row;
        return new SymbolOutcome(key.Candidate, row, Tier.Memory);
    }

    /// <summary>Over all cores; what one of them does as fast stays on the caller's.</summary>
    private static void InRanges(int count, CancellationToken cancellationToken, Action<int, int> work)
    {
        if (count <= KeysPerTask)
        {
            work(0, count);
            return;
        }
        // Not the scheduler of a grain, which has one thread.
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.ForEach(Partitioner.Create(0, count, KeysPerTask), options, range => work(range.Item1, range.Item2));
    }
}

/// <summary>A key of a scan.</summary>
/// <param name="Candidate">Its place among the scan's candidates.</param>
/// <param name="Key">The key.</param>
/// <param name="Read">What the store said of it, when it was asked already.</param>
/// <param name="NeededFrom">The first day (New York date) that the store's row lacks; <c>null</c> when there is no row that could be continued.</param>
public readonly record struct ScanKey(int Candidate, PriceHistoryKey Key, StoreRead? Read = null, DateOnly? NeededFrom = null);
