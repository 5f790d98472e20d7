using System.Collections.Concurrent;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>What L1 may hold, and for how long.</summary>
/// <param name="MaxBytes">The most memory the histories may take, in bytes; default 512 MiB, about 100,000 histories of 104 bars.</param>
/// <param name="Life">How long an entry lives after it was loaded; default one hour.</param>
/// <param name="Jitter">The share of its life, 0 … 1, by which an entry may expire earlier, so that a scan's keys do not expire together. Default: 0.05.</param>
public sealed record MemoryTierOptions(long MaxBytes = 512L * 1024 * 1024, TimeSpan? Life = null, double Jitter = 0.05)
{
    public TimeSpan LifeOrDefault => Life ?? TimeSpan.FromHours(1);
}

/// <summary>One history in memory, and what was last computed from it.</summary>
public sealed class MemoryEntry
{
    internal MemoryEntry(PriceHistory history, DateTimeOffset expiresAt, DateTimeOffset freshUntil, DateOnly coversTo)
    {
        CoversTo = coversTo;
        History = history;
        Lookup = new HistoryLookup(history, Tier.Memory);
        ExpiresAt = expiresAt;
        Days = history.Key.Days;
        AnswersFrom = Freshness.FreshFrom(history.FetchedAt).UtcTicks;
        AnswersUntil = Math.Min(expiresAt.UtcTicks, freshUntil.UtcTicks);
        Bytes = history.Bars.Bytes + Overhead;
    }

    /// <summary>An entry's own objects, its row and its places in the map and in the queue, in bytes; measured on .NET 10, 64 bit.</summary>
    private const long Overhead = 1_050;

    private object? _computed;

    public PriceHistory History { get; }

    /// <summary>The answer to a lookup of the history's own key; one object for all of them.</summary>
    public HistoryLookup Lookup { get; }

    /// <summary>When the entry stops answering.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>What the entry counts for against <see cref="MemoryTierOptions.MaxBytes"/>.</summary>
    public long Bytes { get; internal set; }

    /// <summary>What a search computed from the history (<see cref="IHistoryComputation"/>), such as the row of a scan; computed once.</summary>
    public object? Computed
    {
        get => Volatile.Read(ref _computed);
        set => Volatile.Write(ref _computed, value);
    }

    /// <summary>The last day that the history covers (New York date).</summary>
    public DateOnly CoversTo { get; }

    /// <summary>The part of the history that last answered for a narrower window; <c>null</c> without one.</summary>
    public NarrowedHistory? Narrowed
    {
        get => Volatile.Read(ref _narrowed);
        internal set => Volatile.Write(ref _narrowed, value);
    }

    private NarrowedHistory? _narrowed;

    // What a lookup compares; kept here so that it does not need the history or its key.
    internal int Days { get; }
    internal long AnswersFrom { get; }
    internal long AnswersUntil { get; }

    /// <summary>The tier's stamp of the last read or write.</summary>
    internal long LastUsed;

    /// <summary>The entry's place in the tier's <see cref="RecencyQueue"/>.</summary>
    internal int QueueIndex;
}

/// <summary>The part of a history that answers for a narrower window, and what was computed from it.</summary>
/// <param name="window">The window.</param>
/// <param name="history">The part; it shares the columns of the whole.</param>
public sealed class NarrowedHistory(DayRange window, PriceHistory history)
{
    /// <summary>Its objects and what was computed from it, in bytes; measured on .NET 10, 64 bit.</summary>
    internal const long Bytes = 850;

    private object? _computed;

    public DayRange Window => window;

    public PriceHistory History => history;

    /// <summary>The answer to a lookup of the narrower key; one object for all of them.</summary>
    public HistoryLookup Lookup { get; } = new(history, Tier.Memory);

    /// <summary>What a search computed from the part; <c>null</c> before.</summary>
    public object? Computed
    {
        get => Volatile.Read(ref _computed);
        set => Volatile.Write(ref _computed, value);
    }
}

/// <summary>
/// L1: a bounded map from key to immutable history, shared by everything in the process or silo. Entries expire one hour after they were loaded,
/// and the least recently used go when the memory is full. A fresh wider history of a series answers for a narrower one.
/// Reads take no lock, and a repeated read of an entry writes nothing.
/// </summary>
public sealed class HistoryMemory(MarketClock clock, MemoryTierOptions? options = null, Random? random = null, ISplits? splits = null)
{
    /// <summary>What histories of different widths share.</summary>
    private readonly struct SeriesKey(in PriceHistoryKey key) : IEquatable<SeriesKey>
    {
        private readonly string _symbol = key.Symbol.Text;

        // The replay's day and the frequency in one number: it is compared and hashed in one step.
        private readonly int _kind = ((key.Replay?.DayNumber ?? -1) * 4) + (int)key.Frequency;

        public bool Equals(SeriesKey other) => _kind == other._kind && string.Equals(_symbol, other._symbol);

        public override bool Equals(object? obj) => obj is SeriesKey other && Equals(other);

        public override int GetHashCode() => _symbol.GetHashCode() + (_kind * -1_640_531_527);
    }

    /// <summary>The entries of one series by width. Most series have one, which the map finds without another step.</summary>
    private readonly struct Series(MemoryEntry narrowest, MemoryEntry[] wider)
    {
        public MemoryEntry Narrowest { get; } = narrowest;

        public MemoryEntry[] Wider { get; } = wider;

        public MemoryEntry[] ToArray() => Narrowest is null ? [] : [Narrowest, .. Wider];
    }

    private readonly MemoryTierOptions _options = options ?? new MemoryTierOptions();
    private readonly Random _random = random ?? Random.Shared;
    private readonly ConcurrentDictionary<SeriesKey, Series> _series = new();
    private readonly RecencyQueue _recency = new();
    private readonly Lock _writing = new();
    private long _uses;
    private long _bytes;
    private int _count;
    private long _generation;

    /// <summary>The number of histories held, expired ones that have not been swept included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What they occupy, in bytes; never more than <see cref="MemoryTierOptions.MaxBytes"/>.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Changes with every <see cref="Clear"/>: a flight that began before a clear leaves nothing behind after it.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>Runs after each <see cref="Put"/> that held a history, outside of any lock.</summary>
    public Action<MemoryEntry> Added { get; set; } = static _ => { };

    /// <summary>The histories held, in no order.</summary>
    internal IEnumerable<MemoryEntry> Entries => _series.SelectMany(series => series.Value.ToArray());

    /// <summary>Finds a history that answers the key now: neither expired nor outdated, of the key's width or wider.</summary>
    public MemoryEntry? Find(in PriceHistoryKey key, DateTimeOffset now)
    {
        if (!_series.TryGetValue(new SeriesKey(key), out var series)) return null;
        if (Answers(series.Narrowest, key, now)) return Used(series.Narrowest, now);
        foreach (var entry in series.Wider)
        {
            if (Answers(entry, key, now)) return Used(entry, now);
        }
        return null;
    }

    /// <summary>The history held under exactly this key, however old: the last resort when the provider fails.</summary>
    public PriceHistory? Newest(in PriceHistoryKey key) => Held(key)?.History;

    /// <summary>
    /// Holds a history from now on, in place of an older one of its key, unless memory was cleared since <paramref name="generation"/>. One with the same bars
    /// takes over the bars and the row of the old one: a symbol without a new bar is not evaluated again.
    /// </summary>
    /// <param name="history">The history.</param>
    /// <param name="life">A shorter life than the tier's, for negative answers.</param>
    /// <param name="freshUntil">Until when it is fresh, when others than itself decide that; <c>null</c> to take it from the history.</param>
    /// <param name="generation">The <see cref="Generation"/> when the lookup began.</param>
    /// <returns>The entry, or <c>null</c> when it was not kept.</returns>
    public MemoryEntry? Put(PriceHistory history, long generation, TimeSpan? life = null, DateTimeOffset? freshUntil = null)
    {
        var full = life is { } shorter && shorter < _options.LifeOrDefault ? shorter : _options.LifeOrDefault;
        var jittered = full * (1 - (_options.Jitter * _random.NextDouble()));
        var now = clock.Now;
        var fresh = freshUntil ?? clock.FreshUntil(history);
        var coversTo = clock.CoveredTo(history);
        var entry = new MemoryEntry(history, now + jittered, fresh, coversTo);
        if (entry.Bytes > _options.MaxBytes) return null;
        lock (_writing)
        {
            if (generation != _generation) return null;
            // Splits may have become known while the history was on its way.
            if (splits is not null && clock.IsOutdated(history, splits.Splits)) return null;
            var old = Held(history.Key);
            if (old is not null && old.History.Bars.HasSameBars(history.Bars))
            {
                entry = new MemoryEntry(history with { Bars = old.History.Bars }, entry.ExpiresAt, fresh, coversTo) { Computed = old.Computed };
            }
            // The old entry answers until the new one takes its place, so it must not be evicted to make room.
            if (old is not null) _recency.Remove(old);
            var added = entry.Bytes - (old?.Bytes ?? 0);
            while (_bytes + added > _options.MaxBytes) RemoveFromMap(_recency.TakeLeastRecent());
            Volatile.Write(ref _uses, _uses + 2);
            entry.LastUsed = Stamp(now) - 1;
            PlaceInMap(entry, old);
            _recency.Add(entry);
        }
        Added(entry);
        return entry;
    }

    /// <summary>Keeps the part of an entry that answers for a narrower window, in place of an earlier one; does nothing when the memory is full.</summary>
    public void Narrow(MemoryEntry entry, NarrowedHistory narrowed)
    {
        lock (_writing)
        {
            if (Held(entry.History.Key) != entry) return;
            if (entry.Narrowed is null)
            {
                if (_bytes + NarrowedHistory.Bytes > _options.MaxBytes) return;
                entry.Bytes += NarrowedHistory.Bytes;
                Volatile.Write(ref _bytes, _bytes + NarrowedHistory.Bytes);
            }
            entry.Narrowed = narrowed;
        }
    }

    /// <summary>The entry held under exactly this key, expired or not; <c>null</c> without one.</summary>
    public MemoryEntry? EntryOf(in PriceHistoryKey key) => Held(key);

    /// <summary>Forgets an entry; does nothing when another one of its key has taken its place.</summary>
    public void Remove(MemoryEntry entry)
    {
        lock (_writing)
        {
            if (Held(entry.History.Key) == entry) Drop(entry);
        }
    }

    /// <summary>Forgets the histories of one key's exact width.</summary>
    public void Remove(in PriceHistoryKey key)
    {
        lock (_writing)
        {
            if (Held(key) is { } entry) Drop(entry);
        }
    }

    /// <summary>Forgets the histories that a rule names.</summary>
    public void RemoveWhere(Func<PriceHistory, bool> rule)
    {
        lock (_writing)
        {
            foreach (var entry in Entries.Where(entry => rule(entry.History)).ToList()) Drop(entry);
        }
    }

    /// <summary>Forgets everything, also what is being loaded now.</summary>
    /// <returns>How many histories were held.</returns>
    public int Clear()
    {
        lock (_writing)
        {
            var held = _count;
            Volatile.Write(ref _generation, _generation + 1);
            _series.Clear();
            _recency.Clear();
            Volatile.Write(ref _bytes, 0);
            Volatile.Write(ref _count, 0);
            return held;
        }
    }

    /// <summary>Frees what has expired.</summary>
    public void Sweep()
    {
        var now = clock.Now;
        lock (_writing)
        {
            foreach (var entry in Entries.Where(entry => now >= entry.ExpiresAt).ToList()) Drop(entry);
        }
    }

    /// <summary>Forgets the rows but not the histories, so that the next scan computes every row again.</summary>
    public void ForgetRows()
    {
        foreach (var entry in Entries)
        {
            entry.Computed = null;
            if (entry.Narrowed is { } narrowed) narrowed.Computed = null;
        }
    }

    /// <summary>Whether an entry is wide enough, has not expired, and nothing newer can exist; the calendar was asked when the entry was made.</summary>
    private static bool Answers(MemoryEntry entry, in PriceHistoryKey key, DateTimeOffset now) =>
        entry.Days >= key.Days && now.UtcTicks >= entry.AnswersFrom && now.UtcTicks < entry.AnswersUntil;

    private MemoryEntry Used(MemoryEntry entry, DateTimeOffset now)
    {
        // Written only when it changes: threads that read the same entries do not take its cache line from each other.
        var stamp = Stamp(now);
        if (Volatile.Read(ref entry.LastUsed) < stamp) Volatile.Write(ref entry.LastUsed, stamp);
        return entry;
    }

    /// <summary>
    /// The order of uses. It advances by two with each put, whose stamp lies between those of the reads before and after it, and by one each second; never by
    /// a read. So reads between two puts within one second have the same stamp.
    /// </summary>
    private long Stamp(DateTimeOffset now) => Volatile.Read(ref _uses) + (now.UtcTicks / TimeSpan.TicksPerSecond);

    private void PlaceInMap(MemoryEntry entry, MemoryEntry? old)
    {
        var others = EntriesOf(entry).Where(other => other != old).ToArray();
        SetEntriesOf(entry, [.. others.Where(other => other.Days < entry.Days), entry, .. others.Where(other => other.Days > entry.Days)]);
        Volatile.Write(ref _bytes, _bytes + entry.Bytes - (old?.Bytes ?? 0));
        if (old is null) Volatile.Write(ref _count, _count + 1);
    }

    private void Drop(MemoryEntry entry)
    {
        _recency.Remove(entry);
        RemoveFromMap(entry);
    }

    private void RemoveFromMap(MemoryEntry entry)
    {
        SetEntriesOf(entry, [.. EntriesOf(entry).Where(other => other != entry)]);
        Volatile.Write(ref _bytes, _bytes - entry.Bytes);
        Volatile.Write(ref _count, _count - 1);
    }

    private MemoryEntry[] EntriesOf(MemoryEntry entry) => _series.GetValueOrDefault(new SeriesKey(entry.History.Key)).ToArray();

    private void SetEntriesOf(MemoryEntry entry, MemoryEntry[] entries)
    {
        var key = new SeriesKey(entry.History.Key);
        if (entries.Length == 0) _series.TryRemove(key, out _);
        else _series[key] = new Series(entries[0], entries[1..]);
    }

    private MemoryEntry? Held(in PriceHistoryKey key)
    {
        if (!_series.TryGetValue(new SeriesKey(key), out var series)) return null;
        if (series.Narrowest.Days == key.Days) return series.Narrowest;
        foreach (var entry in series.Wider)
        {
            if (entry.Days == key.Days) return entry;
        }
        return null;
    }
}
