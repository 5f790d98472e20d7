using Microsoft.Extensions.Logging;
using Technic.Core.MarketData;

namespace Technic.Core.Caching;

/// <summary>The rules of <see cref="TieredCache"/> that can be set.</summary>
/// <param name="NegativeLife">How long "the provider has no bars" is believed, in memory and store; six hours unless told.</param>
/// <param name="StaleLimit">The greatest age of a copy that is served when the provider fails; seven days unless told.</param>
public sealed record TieredCacheOptions(TimeSpan? NegativeLife = null, TimeSpan? StaleLimit = null)
{
    public TimeSpan NegativeLifeOrDefault => NegativeLife ?? TimeSpan.FromHours(6);
    public TimeSpan StaleLimitOrDefault => StaleLimit ?? TimeSpan.FromDays(7);
}

/// <summary>
/// One lookup through the three tiers: memory, store, provider. It decides everything (what is fresh, what to ask for, what counts as what) and
/// places nothing: the embedded engine and the grains bring the memory, the store and the source.
/// </summary>
public sealed partial class TieredCache(
    MarketClock clock, MemoryTier memory, IPriceSource source, CacheCounters counters, TieredCacheOptions options, ILogger<TieredCache> logger)
{
    private readonly SingleFlight<PriceHistoryKey, HistoryLookup> _flights = new();

    private readonly record struct Departure(IKeyStore Store, StoreRead? Read, long Generation);

    /// <summary>Answers from memory, or not at all; a wider history answers as a slice.</summary>
    public HistoryLookup? FindInMemory(in PriceHistoryKey key)
    {
        var now = clock.Now;
        if (memory.Find(key, now) is not { } entry) return null;
        counters.MemoryHit();
        LogMemoryHit(key);
        return new HistoryLookup(clock.Fit(entry.History, key, now), Tier.Memory);
    }

    /// <summary>Answers from a row of the store that is still fresh, and holds it in memory; <c>null</c> when the provider is needed.</summary>
    /// <param name="key">What is looked up.</param>
    /// <param name="read">What the store said of it.</param>
    /// <param name="generation">The memory's generation before the store was read.</param>
    public HistoryLookup? AcceptFromStore(in PriceHistoryKey key, StoreRead read, long generation)
    {
        if (Freshened(key, read, generation) is not { } lookup) return null;
        counters.StoreHit();
        return lookup;
    }

    /// <summary>Answers from the first tier that can; callers of one key share one flight.</summary>
    /// <param name="key">What is looked up.</param>
    /// <param name="store">Where the key's row is kept.</param>
    /// <param name="read">What the store said when it was asked already; <c>null</c> to ask it here.</param>
    /// <param name="cancellationToken">Leaves the flight; when the last caller leaves, the request itself is cancelled.</param>
    public async ValueTask<HistoryLookup> LookupAsync(PriceHistoryKey key, IKeyStore store, StoreRead? read, CancellationToken cancellationToken)
    {
        if (read is null && FindInMemory(key) is { } held) return held;
        var departure = new Departure(store, read, memory.Generation);
        var (lookup, joined) = await _flights.RunAsync(key, departure, FlyAsync, cancellationToken).ConfigureAwait(false);
        Count(lookup, joined);
        return joined ? lookup with { Requests = 0 } : lookup;
    }

    private async Task<HistoryLookup> FlyAsync(PriceHistoryKey key, Departure departure, CancellationToken cancellationToken)
    {
        // Another flight may have landed between this caller's look at the memory and its departure.
        var now = clock.Now;
        if (memory.Find(key, now) is { } entry) return new HistoryLookup(clock.Fit(entry.History, key, now), Tier.Memory);

        var read = departure.Read ?? await departure.Store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Damaged) counters.StoreDamaged();
        if (read.Outcome == StoreOutcome.Unavailable) counters.StoreUnavailable();
        if (Freshened(key, read, departure.Generation) is { } stored) return stored;

        var known = Newer(memory.Newest(key), read.History);
        try
        {
            var (history, requests) = await FetchAsync(key, known, cancellationToken).ConfigureAwait(false);
            counters.ProviderFetch(requests);
            LogProviderFetch(key, history.Bars.Count, requests);
            memory.Put(history, departure.Generation, history.IsEmpty ? options.NegativeLifeOrDefault : null);
            await departure.Store.SaveAsync(history, cancellationToken).ConfigureAwait(false);
            return new HistoryLookup(history, Tier.Provider, requests);
        }
        catch (PriceSourceException problem)
        {
            counters.ProviderFetch(problem.Requests);
            return Fallback(key, known, problem);
        }
    }

    /// <summary>Asks for the bars after the last one known and for that one again: if it is no longer the same, a split has changed them all.</summary>
    private async Task<(PriceHistory History, int Requests)> FetchAsync(PriceHistoryKey key, PriceHistory? known, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var window = clock.Window(key, now);
        var requests = 0;
        if (known?.AsOf is { } last && last.Date >= window.From)
        {
            var later = await AskAsync(last.Date, earlier: 0).ConfigureAwait(false);
            if (later.Count > 0 && Continues(known.Bars, later)) return (Made(known.Bars.Append(later)), requests);
        }
        return (Made(await AskAsync(window.From, earlier: requests).ConfigureAwait(false)), requests);

        async Task<BarSeries> AskAsync(DateOnly from, int earlier)
        {
            try
            {
                var fetched = await source.FetchBarsAsync(key.Symbol, key.Frequency, from, window.To, cancellationToken).ConfigureAwait(false);
                requests += fetched.Requests;
                if (fetched.Defects.Total > 0) LogDefects(key, fetched.Defects.OutOfRange, fetched.Defects.Repeated, fetched.Defects.Impossible);
                return Complete(fetched.Bars, key.Frequency, now);
            }
            catch (PriceSourceException problem) when (earlier > 0)
            {
                throw new PriceSourceException(problem.Failure, problem.Message, problem.Requests + earlier, problem);
            }
        }

        PriceHistory Made(BarSeries bars) => new(key, bars.Between(window.From, window.To).Compact(), now, source.Name);
    }

    private static bool Continues(BarSeries known, BarSeries later)
    {
        var i = known.IndexAtOrAfter(later.Times[0]);
        if (i == known.Count) return false;
        for (var j = 0; i < known.Count; i++, j++)
        {
            if (j >= later.Count || known.Times[i] != later.Times[j]) return false;
            for (var column = 0; column < BarSeries.ValueColumns - 1; column++)
            {
                if (!SamePrice(known.Column(column)[i], later.Column(column)[j])) return false;
            }
        }
        return true;
    }

    private static bool SamePrice(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Max(a, b);

    /// <summary>Without the bar that is still being made.</summary>
    private static BarSeries Complete(BarSeries bars, Frequency frequency, DateTimeOffset now)
    {
        if (frequency == Frequency.Daily) return bars;
        var lastStart = new BarTime(BarTime.At(now).Minutes - Frequencies.IntradayMinutes);
        return bars.Slice(0, bars.IndexAtOrAfter(new BarTime(lastStart.Minutes + 1)));
    }

    private HistoryLookup? Freshened(in PriceHistoryKey key, StoreRead read, long generation)
    {
        if (read.History is not { } history) return null;
        var now = clock.Now;
        var life = history.IsEmpty ? options.NegativeLifeOrDefault - (now - history.FetchedAt) : (TimeSpan?)null;
        if (life <= TimeSpan.Zero || !clock.IsFresh(key, history.FetchedAt, now)) return null;
        memory.Put(history, generation, life);
        LogStoreHit(key, history.Bars.Count);
        return new HistoryLookup(history, Tier.Store);
    }

    private HistoryLookup Fallback(in PriceHistoryKey key, PriceHistory? known, PriceSourceException problem)
    {
        if (known is { IsEmpty: false } && clock.Now - known.FetchedAt <= options.StaleLimitOrDefault)
        {
            LogStale(key, known.FetchedAt, problem.Message);
            return new HistoryLookup(known, Tier.Provider, problem.Requests, IsStale: true, problem.Message, problem.Failure);
        }
        LogFailure(key, problem.Message);
        return new HistoryLookup(null, Tier.Provider, problem.Requests, IsStale: false, problem.Message, problem.Failure);
    }

    private void Count(HistoryLookup lookup, bool joined)
    {
        switch (lookup.Tier)
        {
            case Tier.Memory: counters.MemoryHit(); break;
            case Tier.Store: counters.StoreHit(); break;
            default: counters.Miss(); break;
        }
        if (joined) counters.Coalesced();
        if (lookup.IsStale) counters.StaleServed();
        if (!lookup.Succeeded) counters.Failure();
    }

    private static PriceHistory? Newer(PriceHistory? a, PriceHistory? b) =>
        a is null ? b : b is null || a.FetchedAt >= b.FetchedAt ? a : b;

    private void LogMemoryHit(in PriceHistoryKey key)
    {
        if (logger.IsEnabled(LogLevel.Debug)) LogMemoryHit(key, counters.Snapshot().HitRate);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "L1 memory hit {Key}, hit rate {HitRate:F1} %")]
    private partial void LogMemoryHit(PriceHistoryKey key, double hitRate);

    [LoggerMessage(Level = LogLevel.Information, Message = "L2 store hit {Key}, {Bars} bars")]
    private partial void LogStoreHit(PriceHistoryKey key, int bars);

    [LoggerMessage(Level = LogLevel.Information, Message = "L3 provider fetch {Key}, {Bars} bars in {Requests} requests")]
    private partial void LogProviderFetch(PriceHistoryKey key, int bars, int requests);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key}: bars not used: {OutOfRange} out of range, {Repeated} repeated, {Impossible} impossible")]
    private partial void LogDefects(PriceHistoryKey key, int outOfRange, int repeated, int impossible);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key}: stale copy of {FetchedAt:u} served: {Problem}")]
    private partial void LogStale(PriceHistoryKey key, DateTimeOffset fetchedAt, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key}: {Problem}")]
    private partial void LogFailure(PriceHistoryKey key, string problem);
}
