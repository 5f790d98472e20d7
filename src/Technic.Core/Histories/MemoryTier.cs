using System.Collections.Concurrent;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Rating;

namespace Technic.Core.Histories;

/// <summary>What L1 may hold, and for how long.</summary>
/// <param name="MaxBytes">The most memory the histories may take, in bytes; 512 MiB unless told, about 100,000 histories of 104 bars.</param>
/// <param name="Life">How long an entry lives after it was loaded; one hour unless told.</param>
/// <param name="Jitter">The share of its life, 0 … 1, by which an entry may expire earlier, so that a scan's keys do not expire together; 0.05 unless told.</param>
public sealed record MemoryTierOptions(long MaxBytes = 512L * 1024 * 1024, TimeSpan? Life = null, double Jitter = 0.05)
{
    public TimeSpan LifeOrDefault => Life ?? TimeSpan.FromHours(1);
}

/// <summary>One history in memory, and the last row computed from it.</summary>
public sealed class MemoryEntry
{
    internal MemoryEntry(PriceHistory history, DateTimeOffset expiresAt)
    {
        History = history;
        ExpiresAt = expiresAt;
        Bytes = history.Bars.Bytes + Overhead;
    }

    /// <summary>An entry's own objects, its row and its place in the map, in bytes; measured on .NET 10, 64 bit.</summary>
    private const long Overhead = 1_200;

    private ScanRow? _row;

    public PriceHistory History { get; }

    /// <summary>When the entry stops answering.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>What the entry counts for against <see cref="MemoryTierOptions.MaxBytes"/>.</summary>
    public long Bytes { get; }

    /// <summary>The row of this history; computed once, for a row depends on nothing but its history.</summary>
    public ScanRow? Row
    {
        get => Volatile.Read(ref _row);
        set => Volatile.Write(ref _row, value);
    }

    internal long LastUsed;
}

/// <summary>
/// L1: a bounded map from key to immutable history, shared by everything in the process or silo. Entries expire one hour after they were loaded,
/// and the least recently used go when the memory is full. A fresh wider history of a series answers for a narrower one.
/// Reads take no lock.
/// </summary>
public sealed class MemoryTier(MarketClock clock, MemoryTierOptions? options = null, Random? random = null)
{
    private readonly record struct SeriesKey(Symbol Symbol, Frequency Frequency, DateOnly? Replay)
    {
        public static SeriesKey Of(in PriceHistoryKey key) => new(key.Symbol, key.Frequency, key.Replay);
    }

    private readonly MemoryTierOptions _options = options ?? new MemoryTierOptions();
    private readonly Random _random = random ?? Random.Shared;
    private readonly ConcurrentDictionary<SeriesKey, MemoryEntry[]> _series = new();
    private readonly Lock _writing = new();

    // Exact LRU without a lock on reads: a read stamps its entry; the queue holds keys by the stamp they had when it was filled, and an entry
    // whose stamp has changed was used since, so it is passed over and queued again when the queue is next filled.
    private readonly PriorityQueue<PriceHistoryKey, long> _leastRecent = new();
    private long _stamp;
    private long _bytes;
    private int _count;
    private long _generation;

    /// <summary>The number of histories held, expired ones that have not been swept included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What they occupy, in bytes.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Changes with every <see cref="Clear"/>: a flight that began before a clear leaves nothing behind after it.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>Finds a history that answers the key now: neither expired nor outdated, of the key's width or wider.</summary>
    public MemoryEntry? Find(in PriceHistoryKey key, DateTimeOffset now)
    {
        if (!_series.TryGetValue(SeriesKey.Of(key), out var entries)) return null;
        foreach (var entry in entries)
        {
            if (entry.History.Key.Days < key.Days || now >= entry.ExpiresAt) continue;
            if (!clock.IsFresh(entry.History.Key, entry.History.FetchedAt, now)) continue;
            Volatile.Write(ref entry.LastUsed, Interlocked.Increment(ref _stamp));
            return entry;
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
    /// <param name="generation">The <see cref="Generation"/> when the lookup began.</param>
    /// <returns>The entry, or <c>null</c> when it was not kept.</returns>
    public MemoryEntry? Put(PriceHistory history, long generation, TimeSpan? life = null)
    {
        var full = life is { } shorter && shorter < _options.LifeOrDefault ? shorter : _options.LifeOrDefault;
        var jittered = full * (1 - (_options.Jitter * _random.NextDouble()));
        var entry = new MemoryEntry(history, clock.Now + jittered) { LastUsed = Interlocked.Increment(ref _stamp) };
        if (entry.Bytes > _options.MaxBytes) return null;
        lock (_writing)
        {
            if (generation != _generation) return null;
            if (Held(history.Key) is { } old && old.History.Bars.HasSameBars(history.Bars))
            {
                entry = new MemoryEntry(history with { Bars = old.History.Bars }, entry.ExpiresAt) { LastUsed = entry.LastUsed, Row = old.Row };
            }
            Replace(entry);
            while (_bytes > _options.MaxBytes) EvictLeastRecentlyUsed();
        }
        return entry;
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
            foreach (var entry in _series.Values.SelectMany(entries => entries).Where(entry => rule(entry.History)).ToList()) Drop(entry);
        }
    }

    /// <summary>Forgets everything, also what is being loaded now.</summary>
    /// <returns>How many histories were held.</returns>
    public int Clear()
    {
        lock (_writing)
        {
            var held = _count;
            _generation++;
            _series.Clear();
            _leastRecent.Clear();
            _bytes = 0;
            _count = 0;
            return held;
        }
    }

    /// <summary>Frees what has expired.</summary>
    public void Sweep()
    {
        var now = clock.Now;
        lock (_writing)
        {
            foreach (var entry in _series.Values.SelectMany(entries => entries).Where(entry => now >= entry.ExpiresAt).ToList()) Drop(entry);
        }
    }

    /// <summary>Forgets the rows but not the histories, so that the next scan computes every row again.</summary>
    public void ForgetRows()
    {
        foreach (var entry in _series.Values.SelectMany(entries => entries)) entry.Row = null;
    }

    private void Replace(MemoryEntry entry)
    {
        var key = SeriesKey.Of(entry.History.Key);
        var entries = _series.GetValueOrDefault(key, []);
        var days = entry.History.Key.Days;
        if (Held(entry.History.Key) is { } old) entries = Without(entries, old);
        _series[key] = [.. entries.Where(e => e.History.Key.Days < days), entry, .. entries.Where(e => e.History.Key.Days > days)];
        _bytes += entry.Bytes;
        _count++;
    }

    private void Drop(MemoryEntry entry)
    {
        var key = SeriesKey.Of(entry.History.Key);
        var rest = Without(_series[key], entry);
        if (rest.Length == 0) _series.TryRemove(key, out _);
        else _series[key] = rest;
    }

    private MemoryEntry[] Without(MemoryEntry[] entries, MemoryEntry entry)
    {
        _bytes -= entry.Bytes;
        _count--;
        return [.. entries.Where(e => e != entry)];
    }

    private void EvictLeastRecentlyUsed()
    {
        if (_leastRecent.Count == 0)
        {
            foreach (var entry in _series.Values.SelectMany(entries => entries)) _leastRecent.Enqueue(entry.History.Key, Volatile.Read(ref entry.LastUsed));
        }
        while (_leastRecent.TryDequeue(out var key, out var stamp))
        {
            if (Held(key) is { } entry && Volatile.Read(ref entry.LastUsed) == stamp)
            {
                Drop(entry);
                return;
            }
        }
    }

    private MemoryEntry? Held(in PriceHistoryKey key)
    {
        if (!_series.TryGetValue(SeriesKey.Of(key), out var entries)) return null;
        foreach (var entry in entries)
        {
            if (entry.History.Key.Days == key.Days) return entry;
        }
        return null;
    }
}
