using Microsoft.Extensions.Logging;
using Technic.Core.Loading;
using Technic.Core.MarketData;
using Technic.Core.Scanning;

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
/// places nothing: the embedded engine and the grains bring the memory, the store and the source. Where there is an archive of whole-market days
/// (<paramref name="market"/>), it is part of the store.
/// </summary>
public sealed partial class TieredCache(
    MarketClock clock, MemoryTier memory, IPriceSource source, CacheCounters counters, TieredCacheOptions options, ILogger<TieredCache> logger,
    WholeMarket? market = null)
{
    /// <summary>How old a single lookup's knowledge of the archive may be; a scan always looks.</summary>
    private static readonly TimeSpan ArchiveGlance = TimeSpan.FromSeconds(10);

    private readonly SingleFlight<(PriceHistoryKey Key, bool FromArchive), HistoryLookup> _flights = new();

    private readonly record struct Departure(IKeyStore Store, StoreRead? Read, LoadRoute Route, long Generation);

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
    /// <param name="route">How the key is to be loaded; what was planned with the whole market is never asked for by itself.</param>
    /// <param name="cancellationToken">Leaves the flight; when the last caller leaves, the request itself is cancelled.</param>
    public async ValueTask<HistoryLookup> LookupAsync(
        PriceHistoryKey key, IKeyStore store, StoreRead? read, LoadRoute route, CancellationToken cancellationToken)
    {
        if (read is null && FindInMemory(key) is { } held) return held;
        var departure = new Departure(store, read, route, memory.Generation);
        var (lookup, joined) = await _flights.RunAsync((key, route.FromArchive), departure, FlyAsync, cancellationToken).ConfigureAwait(false);
        Count(lookup, joined);
        return joined ? lookup with { Requests = 0 } : lookup;
    }

    /// <summary>Answers many keys from the archive of whole-market days, as the store: without a request, and all at once.</summary>
    /// <param name="keys">Keys that differ in nothing but the symbol; <see cref="ScanKey.Read"/> is what the store has of each.</param>
    /// <param name="acceptsNone">Whether a symbol that is in none of the days has no bars; otherwise it is not answered.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>One answer a key; <c>null</c> where the archive lacks something.</returns>
    public async ValueTask<HistoryLookup?[]> FromArchiveAsync(IReadOnlyList<ScanKey> keys, bool acceptsNone, CancellationToken cancellationToken)
    {
        var (lookups, _) = await AssembleAsync(keys, Tier.Store, acceptsNone, cancellationToken).ConfigureAwait(false);
        foreach (var lookup in lookups.OfType<HistoryLookup>()) Count(lookup, joined: false);
        return lookups;
    }

    /// <summary>Answers keys that were planned with the whole market, after its days were asked for. What the provider did not give is an old copy, or the reason.</summary>
    /// <returns>One answer a key.</returns>
    public async ValueTask<HistoryLookup[]> AfterLoadAsync(IReadOnlyList<ScanKey> keys, LoadRoute route, CancellationToken cancellationToken)
    {
        var lookups = await FinishAsync(keys, route, cancellationToken).ConfigureAwait(false);
        foreach (var lookup in lookups) Count(lookup, joined: false);
        return lookups;
    }

    /// <summary>What is known of a key and can be continued: neither the wrong side of a split nor nothing at all.</summary>
    public PriceHistory? Known(in PriceHistoryKey key, StoreRead? read) =>
        Newer(memory.Newest(key), read?.History) is { } known && !IsOutdated(known) ? known : null;

    private bool IsOutdated(PriceHistory history) => market?.Archive.Outdates(history) == true;

    private async ValueTask<(HistoryLookup?[] Lookups, string? Problem)> AssembleAsync(
        IReadOnlyList<ScanKey> keys, Tier tier, bool acceptsNone, CancellationToken cancellationToken)
    {
        var lookups = new HistoryLookup?[keys.Count];
        if (market is null || keys.Count == 0) return (lookups, null);
        var generation = memory.Generation;
        var wanted = keys.Select(key => key.Key).ToArray();
        var known = keys.Any(key => key.Read is { History: not null }) ? keys.Select(key => Known(key.Key, key.Read)).ToArray() : null;
        var assembly = await market.Assembler.AssembleAsync(wanted, known, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < lookups.Length; i++)
        {
            if (assembly.Histories[i] is not { } history || (history.IsEmpty && !acceptsNone)) continue;
            var life = history.IsEmpty ? Shorter(assembly.Life, options.NegativeLifeOrDefault) : assembly.Life;
            lookups[i] = new HistoryLookup(Hold(history, generation, life), tier);
        }
        return (lookups, assembly.Problem);
    }

    private async ValueTask<HistoryLookup[]> FinishAsync(IReadOnlyList<ScanKey> keys, LoadRoute route, CancellationToken cancellationToken)
    {
        var (lookups, unreadable) = await AssembleAsync(keys, Tier.Provider, acceptsNone: true, cancellationToken).ConfigureAwait(false);
        var left = Enumerable.Range(0, keys.Count).Where(i => lookups[i] is null).ToArray();
        if (left.Length == 0) return lookups!;
        var old = await AssembleOldAsync(Array.ConvertAll(left, i => keys[i].Key), cancellationToken).ConfigureAwait(false);
        // Days that the provider did not give are one reason, days that the store cannot read now are another.
        var problem = route.Problem is null && unreadable is not null
            ? new PriceSourceException(PriceSourceFailure.Unavailable, unreadable)
            : route.ToException();
        for (var i = 0; i < left.Length; i++)
        {
            var key = keys[left[i]];
            lookups[left[i]] = Fallback(key.Key, Newer(Known(key.Key, key.Read), old[i]), problem);
        }
        return lookups!;
    }

    private async ValueTask<PriceHistory?[]> AssembleOldAsync(PriceHistoryKey[] keys, CancellationToken cancellationToken) =>
        market is null ? new PriceHistory?[keys.Length] : await market.Assembler.AssembleOldAsync(keys, cancellationToken).ConfigureAwait(false);

    /// <summary>Holds a history in memory, unless a split was learned while it was on its way.</summary>
    private PriceHistory Hold(PriceHistory history, long generation, TimeSpan? life) =>
        IsOutdated(history) ? history : memory.Put(history, generation, life)?.History ?? history;

    private static TimeSpan Shorter(TimeSpan? a, TimeSpan b) => a < b ? a.Value : b;

    private async Task<HistoryLookup> FlyAsync((PriceHistoryKey Key, bool FromArchive) flight, Departure departure, CancellationToken cancellationToken)
    {
        var key = flight.Key;
        // Another flight may have landed between this caller's look at the memory and its departure.
        var now = clock.Now;
        if (memory.Find(key, now) is { } entry) return new HistoryLookup(clock.Fit(entry.History, key, now), Tier.Memory);

        var read = departure.Read ?? await departure.Store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Damaged) counters.StoreDamaged();
        if (read.Outcome == StoreOutcome.Unavailable) counters.StoreUnavailable();
        if (market is not null) await market.Archive.RefreshAsync(ArchiveGlance, cancellationToken).ConfigureAwait(false);
        if (Freshened(key, read, departure.Generation) is { } stored) return stored;
        if (flight.FromArchive) return (await FinishAsync([new ScanKey(0, key, read)], departure.Route, cancellationToken).ConfigureAwait(false))[0];
        // A symbol that is in none of the days may still have bars of its own, e.g. one that is traded over the counter.
        var scanKey = new ScanKey(0, key, read);
        var (fromArchive, _) = await AssembleAsync([scanKey], Tier.Store, acceptsNone: false, cancellationToken).ConfigureAwait(false);
        if (fromArchive[0] is { } assembled) return assembled;

        var known = Known(key, read);
        try
        {
            var splitRequests = market is null ? 0 : await market.LaterSplits.LoadAsync(key, cancellationToken).ConfigureAwait(false);
            var (history, requests) = await FetchAsync(key, known, cancellationToken).ConfigureAwait(false);
            counters.ProviderFetch(requests);
            LogProviderFetch(key, history.Bars.Count, requests);
            var held = Hold(history, departure.Generation, history.IsEmpty ? options.NegativeLifeOrDefault : null);
            await departure.Store.SaveAsync(held, cancellationToken).ConfigureAwait(false);
            return new HistoryLookup(held, Tier.Provider, splitRequests + requests);
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
                var bars = market is null ? fetched.Bars : market.LaterSplits.TakeBack(key, fetched.Bars);
                return Complete(bars, key.Frequency, now);
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
        if (life <= TimeSpan.Zero || !clock.IsFresh(key, history.FetchedAt, now) || IsOutdated(history)) return null;
        LogStoreHit(key, history.Bars.Count);
        return new HistoryLookup(Hold(history, generation, life), Tier.Store);
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
