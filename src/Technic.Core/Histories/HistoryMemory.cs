using System.Collections.Concurrent;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>The limits of L1.</summary>
/// <param name="MaxBytes">
/// The maximum memory for histories and what else counts (<see cref="HistoryMemory.Others"/>), in bytes; default 512 MiB, about 100,000
/// histories of 104 bars.
/// </param>
/// <param name="Life">The lifetime of an entry after it was loaded; default one hour.</param>
/// <param name="Jitter">
/// The share of its lifetime, 0 … 1, by which an entry may expire earlier, so that the keys of a scan do not expire together. Default:
/// 0.05.
/// </param>
public sealed record MemoryTierOptions(long MaxBytes = 512L * 1024 * 1024, TimeSpan? Life = null, double Jitter = 0.05)
{
    public TimeSpan LifeOrDefault => Life ?? TimeSpan.FromHours(1);
}

/// <summary>One history in memory, and the last result computed from it.</summary>
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

    /// <summary>
    /// The size of an entry without its bars, in bytes, including its row and its map and queue entries; measured on .NET 10, 64 bit.
    /// </summary>
    private const long Overhead = 1_050;

    private object? _computed;

    public PriceHistory History { get; }

    /// <summary>The answer to a lookup of the history's own key; one object for all lookups.</summary>
    public HistoryLookup Lookup { get; }

    /// <summary>When the entry stops answering.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The size that counts towards <see cref="MemoryTierOptions.MaxBytes"/>.</summary>
    public long Bytes { get; internal set; }

    /// <summary>
    /// The result that a search computed from the history (<see cref="IHistoryComputation"/>), such as the row of a scan.
    /// </summary>
    public object? Computed
    {
        get => Volatile.Read(ref _computed);
        set => Volatile.Write(ref _computed, value);
    }

    /// <summary>The last day that the history covers (New York date).</summary>
    public DateOnly CoversTo { get; }

    /// <summary>The part of the history for the last narrower window; <c>null</c> if there is none.</summary>
    public NarrowedHistory? Narrowed
    {
        get => Volatile.Read(ref _narrowed);
        internal set => Volatile.Write(ref _narrowed, value);
    }

    private NarrowedHistory? _narrowed;

    // The values that a lookup compares; kept here so that it does not need the history or its key.
    internal int Days { get; }
    internal long AnswersFrom { get; }
    internal long AnswersUntil { get; }

    /// <summary>The stamp of the last read or write.</summary>
    internal long LastUsed;

    /// <summary>The index of the entry in the <see cref="RecencyQueue"/>.</summary>
    internal int QueueIndex;
}

/// <summary>The part of a history for a narrower window, and the result computed from it.</summary>
/// <param name="window">The window.</param>
/// <param name="history">The part; it shares the columns of the whole.</param>
public sealed class NarrowedHistory(DayRange window, PriceHistory history)
{
    /// <summary>The size of its objects and of the computed result, in bytes; measured on .NET 10, 64 bit.</summary>
    internal const long Bytes = 850;

    private object? _computed;

    public DayRange Window => window;

    public PriceHistory History => history;

    /// <summary>The answer to a lookup of the narrower key; one object for all lookups.</summary>
    public HistoryLookup Lookup { get; } = new(history, Tier.Memory);

    /// <summary>The result that a search computed from the part; <c>null</c> if there is none.</summary>
    public object? Computed
    {
        get => Volatile.Read(ref _computed);
        set => Volatile.Write(ref _computed, value);
    }
}

/// <summary>
/// L1: a bounded map from key to immutable history, shared by the whole process or silo. Entries expire one hour after they were loaded,
/// and the least recently used are evicted when the memory is full. A fresh wider history of a series also answers for a narrower one.
/// Reads take no lock, and a repeated read of an entry writes nothing.
/// </summary>
public sealed class HistoryMemory(MarketClock clock, MemoryTierOptions? options = null, Random? random = null, ISplits? splits = null)
{
    /// <summary>The common properties of histories of different widths.</summary>
    private readonly struct SeriesKey(in PriceHistoryKey key) : IEquatable<SeriesKey>
    {
        private readonly string _symbol = key.Symbol.Text;

        // The replay's day and the frequency in one number, so that comparison and hash take one step.
        private readonly int _kind = ((key.Replay?.DayNumber ?? -1) * 4) + (int)key.Frequency;

        public bool Equals(SeriesKey other) => _kind == other._kind && string.Equals(_symbol, other._symbol);

        public override bool Equals(object? obj) => obj is SeriesKey other && Equals(other);

        public override int GetHashCode() => _symbol.GetHashCode() + (_kind * -1_640_531_527);
    }

    /// <summary>The entries of one series by width. Most series have only one, which needs no further lookup.</summary>
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
    private long _evictions;

    /// <summary>The number of histories, including expired ones that have not been removed yet.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The size of the histories, in bytes; never more than <see cref="MemoryTierOptions.MaxBytes"/>.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>
    /// The size of everything else that counts towards <see cref="MemoryTierOptions.MaxBytes"/>, in bytes, such as decoded days; histories
    /// give way to it. Called under a lock; default none.
    /// </summary>
    public Func<long> Others { get; init; } = static () => 0;

    /// <summary>The number of histories that were evicted because the memory was full, since the start.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>Runs after histories were evicted, with their number, outside of any lock.</summary>
    public Action<int> Evicted { get; set; } = static _ => { };

    /// <summary>Changes with every <see cref="Clear"/>: a request that began before a clear leaves no entry after it.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>Runs after each <see cref="Put"/> that held a history, outside of any lock.</summary>
    public Action<MemoryEntry> Added { get; set; } = static _ => { };

    /// <summary>The histories, in no order.</summary>
    internal IEnumerable<MemoryEntry> Entries => _series.SelectMany(series => series.Value.ToArray());

    /// <summary>Finds a current history for the key: neither expired nor outdated, of the key's width or wider.</summary>
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

    /// <summary>The history of exactly this key, regardless of its age: the fallback when the provider fails.</summary>
    public PriceHistory? Newest(in PriceHistoryKey key) => Held(key)?.History;

    /// <summary>
    /// Adds a history, replacing an older one of its key, unless the memory was cleared since <paramref name="generation"/>. If the bars
    /// are the same, the new entry takes over the bars and the row of the old one: a symbol without a new bar is not evaluated again.
    /// </summary>
    /// <param name="history">The history.</param>
    /// <param name="life">A shorter lifetime than the default, for negative answers.</param>
    /// <param name="freshUntil">The end of its freshness; <c>null</c> to derive it from the history.</param>
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
        int evicted;
        lock (_writing)
        {
            if (generation != _generation) return null;
            // Splits may have become known during the request.
            if (splits is not null && clock.IsOutdated(history, splits.Splits)) return null;
            var old = Held(history.Key);
            if (old is not null && old.History.Bars.HasSameBars(history.Bars))
            {
                var same = history with { Bars = old.History.Bars };
                entry = new MemoryEntry(same, entry.ExpiresAt, fresh, coversTo) { Computed = old.Computed };
            }
            // The old entry is used until the new one replaces it, so it must not be evicted to make room.
            if (old is not null) _recency.Remove(old);
            evicted = Evict(entry.Bytes - (old?.Bytes ?? 0));
            Volatile.Write(ref _uses, _uses + 2);
            entry.LastUsed = Stamp(now) - 1;
            PlaceInMap(entry, old);
            _recency.Add(entry);
        }
        if (evicted > 0) Evicted(evicted);
        Added(entry);
        return entry;
    }

    /// <summary>Evicts histories until they and everything else are within the limit: after <see cref="Others"/> has grown.</summary>
    public void Trim()
    {
        int evicted;
        lock (_writing) evicted = Evict(0);
        if (evicted > 0) Evicted(evicted);
    }

    /// <summary>Keeps the part of an entry for a narrower window, replacing an earlier one; does nothing when the memory is full.</summary>
    public void Narrow(MemoryEntry entry, NarrowedHistory narrowed)
    {
        lock (_writing)
        {
            if (Held(entry.History.Key) != entry) return;
            if (entry.Narrowed is null)
            {
                if (_bytes + NarrowedHistory.Bytes + Others() > _options.MaxBytes) return;
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

    /// <summary>Removes the history of exactly this key.</summary>
    public void Remove(in PriceHistoryKey key)
    {
        lock (_writing)
        {
            if (Held(key) is { } entry) Drop(entry);
        }
    }

    /// <summary>Removes the histories that match a rule.</summary>
    public void RemoveWhere(Func<PriceHistory, bool> rule)
    {
        lock (_writing)
        {
            foreach (var entry in Entries.Where(entry => rule(entry.History)).ToList()) Drop(entry);
        }
    }

    /// <summary>Removes everything, including histories that are being loaded.</summary>
    /// <returns>The number of removed histories.</returns>
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

    /// <summary>Removes expired entries.</summary>
    public void Sweep()
    {
        var now = clock.Now;
        lock (_writing)
        {
            foreach (var entry in Entries.Where(entry => now >= entry.ExpiresAt).ToList()) Drop(entry);
        }
    }

    /// <summary>Removes the rows but not the histories, so that the next scan computes every row again.</summary>
    public void ForgetRows()
    {
        foreach (var entry in Entries)
        {
            entry.Computed = null;
            if (entry.Narrowed is { } narrowed) narrowed.Computed = null;
        }
    }

    /// <summary>
    /// Whether an entry is wide enough, not expired, and current; its times were derived from the calendar when it was created.
    /// </summary>
    private static bool Answers(MemoryEntry entry, in PriceHistoryKey key, DateTimeOffset now) =>
        entry.Days >= key.Days && now.UtcTicks >= entry.AnswersFrom && now.UtcTicks < entry.AnswersUntil;

    private MemoryEntry Used(MemoryEntry entry, DateTimeOffset now)
    {
        // Written only when it changes, so that threads reading the same entries do not contend for its cache line.
        var stamp = Stamp(now);
        if (Volatile.Read(ref entry.LastUsed) < stamp) Volatile.Write(ref entry.LastUsed, stamp);
        return entry;
    }

    /// <summary>
    /// The order of uses. It advances by two with each put, whose stamp is between those of the reads before and after it, and by one each
    /// second; never by a read. So reads between two puts within one second have the same stamp.
    /// </summary>
    private long Stamp(DateTimeOffset now) => Volatile.Read(ref _uses) + (now.UtcTicks / TimeSpan.TicksPerSecond);

    /// <summary>Makes room for so many bytes, by the histories that were not used for longest.</summary>
    /// <returns>The number of evicted histories.</returns>
    private int Evict(long added)
    {
        var (limit, evicted) = (_options.MaxBytes - Others() - added, 0);
        for (; _bytes > limit && _recency.Count > 0; evicted++) RemoveFromMap(_recency.TakeLeastRecent());
        if (evicted > 0) Volatile.Write(ref _evictions, _evictions + evicted);
        return evicted;
    }

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
