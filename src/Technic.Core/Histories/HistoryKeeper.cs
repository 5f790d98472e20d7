using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>Puts histories into memory and creates answers from them. All tiers of a process share one.</summary>
/// <param name="memory">L1.</param>
/// <param name="clock">What the market has published.</param>
public sealed class HistoryKeeper(HistoryMemory memory, MarketClock clock)
{
    /// <summary>The histories in memory.</summary>
    public HistoryMemory Memory => memory;

    /// <summary>The market's clock.</summary>
    public MarketClock Clock => clock;

    /// <summary>Keeps a history in memory, and returns it as an answer.</summary>
    /// <param name="search">The search.</param>
    /// <param name="place">The index of the key in the search.</param>
    /// <param name="history">The history, with the key's own width.</param>
    /// <param name="tier">The tier that supplied it.</param>
    /// <param name="generation">The <see cref="HistoryMemory.Generation"/> before the tier was queried.</param>
    /// <param name="life">A shorter lifetime than the default of the memory; <c>null</c> for the default.</param>
    /// <param name="requests">The number of requests.</param>
    /// <param name="freshUntil">The end of its freshness; <c>null</c> to derive it from the history.</param>
    public HistoryAnswer Keep(
        HistorySearch search, int place, PriceHistory history, Tier tier, long generation, TimeSpan? life = null, int requests = 0,
        DateTimeOffset? freshUntil = null)
    {
        var entry = memory.Put(history, generation, life, freshUntil);
        var kept = entry?.History ?? history;
        return new HistoryAnswer(place, new HistoryLookup(kept, tier, requests), Compute(search, kept, entry));
    }

    /// <summary>Creates an answer from a history that is not kept in memory, such as a stale one.</summary>
    public static HistoryAnswer Answer(HistorySearch search, int place, HistoryLookup lookup) =>
        new(place, lookup, lookup.History is { } history ? Compute(search, history, null) : null);

    /// <summary>Answers a key from memory.</summary>
    /// <returns>Whether memory has it.</returns>
    public bool TryAnswer(HistorySearch search, int place, in PriceHistoryKey key, out HistoryAnswer answer)
    {
        answer = default;
        if (memory.Find(key, search.Moment.Now) is not { } entry) return false;
        answer = Answers(entry, key, search.Window.To)
            ? new HistoryAnswer(place, entry.Lookup, Compute(search, entry.History, entry))
            : Narrowed(search, place, key, entry);
        return true;
    }

    /// <summary>Finds one key in memory.</summary>
    public HistoryLookup? Find(in PriceHistoryKey key, in Moment moment)
    {
        if (memory.Find(key, moment.Now) is not { } entry) return null;
        return Answers(entry, key, moment.LastDay(key.Frequency, key.Replay)) ? entry.Lookup : Narrow(entry, key, moment).Lookup;
    }

    /// <summary>Whether an entry is the answer without changes: it has the key's width and nothing later than the moment.</summary>
    private static bool Answers(MemoryEntry entry, in PriceHistoryKey key, DateOnly lastDay) =>
        entry.Days == key.Days && entry.CoversTo <= lastDay;

    /// <summary>The part of an entry for a narrower key; the last one is kept, because keys are asked repeatedly.</summary>
    private NarrowedHistory Narrow(MemoryEntry entry, in PriceHistoryKey key, in Moment moment)
    {
        var window = moment.Window(key);
        if (entry.Narrowed is { } kept && kept.Window == window && kept.History.Key == key) return kept;
        var narrowed = new NarrowedHistory(window, moment.Fit(entry.History, key));
        memory.Narrow(entry, narrowed);
        return narrowed;
    }

    private HistoryAnswer Narrowed(HistorySearch search, int place, in PriceHistoryKey key, MemoryEntry entry)
    {
        var narrowed = Narrow(entry, key, search.Moment);
        if (search.Computation is { IsKept: false }) return Answer(search, place, narrowed.Lookup);
        if (search.Computation is { } computation && narrowed.Computed is null && !narrowed.History.IsEmpty)
            narrowed.Computed = computation.Compute(narrowed.History, search.Window.To);
        return new HistoryAnswer(place, narrowed.Lookup, Complete(search, narrowed.Computed, narrowed.History));
    }

    private static object? Compute(HistorySearch search, PriceHistory history, MemoryEntry? entry)
    {
        if (search.Computation is not { } computation || history.IsEmpty) return null;
        if (!computation.IsKept) return Complete(search, computation.Compute(history, search.Window.To), history);
        if (entry?.Computed is { } known) return Complete(search, known, history);
        var computed = computation.Compute(history, search.Window.To);
        if (entry is not null) entry.Computed = computed;
        return Complete(search, computed, history);
    }

    private static object? Complete(HistorySearch search, object? computed, PriceHistory history) =>
        computed is null ? null : search.Computation?.Complete(computed, history, search.Window.To) ?? computed;
}
