using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>What requests for the bars of a security brought.</summary>
/// <param name="Bars">The bars, those of earlier tickers included.</param>
/// <param name="Requests">The requests for bars and splits.</param>
/// <param name="Defects">Bars that were sent and not used.</param>
/// <param name="LearnedAt">When the security's tickers were learned.</param>
internal readonly record struct FetchedSecurity(BarSeries Bars, int Requests, BarDefects Defects, DateTimeOffset LearnedAt);

/// <summary>
/// Requests the bars of one security: those of its ticker, and of earlier tickers where they are known. It counts its requests.
/// </summary>
/// <param name="source">L3.</param>
/// <param name="market">Splits and ticker events; <c>null</c> when the source gives single symbols only.</param>
/// <param name="counters">Counts requests.</param>
/// <param name="clock">What the market has published.</param>
internal sealed class SecurityBars(IPriceSource source, WholeMarket? market, CacheCounters counters, MarketClock clock)
{
    /// <summary>Requests bars, adjusted for the splits until now.</summary>
    /// <param name="key">The key.</param>
    /// <param name="days">The days.</param>
    /// <param name="cancellationToken">Ends the request under way.</param>
    /// <exception cref="PriceSourceException">The source could not answer; all its requests are counted.</exception>
    public async Task<FetchedSecurity> FetchAsync(PriceHistoryKey key, DayRange days, CancellationToken cancellationToken)
    {
        var own = await RequestAsync(key.Symbol, key.Frequency, days, earlier: 0, cancellationToken).ConfigureAwait(false);
        var requests = own.Requests;
        if (market is null) return new FetchedSecurity(own.Bars, requests, own.Defects, default);
        var security = market.Archive.Tickers.Tickers.Of(key.Symbol, days.To);
        var bars = new Dictionary<Symbol, BarSeries> { [key.Symbol] = own.Bars };
        var earlier = security.Earlier(days).ToArray();
        // A source adjusts each ticker's bars for that ticker's own splits.
        if (earlier.Length > 0) requests += await LoadSplitsAsync(days, requests, cancellationToken).ConfigureAwait(false);
        foreach (var (ticker, span) in earlier)
        {
            var fetched = await RequestAsync(ticker, key.Frequency, span, requests, cancellationToken).ConfigureAwait(false);
            bars[ticker] = fetched.Bars;
            requests += fetched.Requests;
        }
        return new FetchedSecurity(Joined(security, bars), requests, own.Defects, security.LearnedAt);
    }

    private BarSeries Joined(Security security, Dictionary<Symbol, BarSeries> bars)
    {
        if (bars.Count == 1) return security.Join(ticker => bars.GetValueOrDefault(ticker, BarSeries.Empty), _ => []).Bars;
        var (splits, today) = (market!.Archive.Splits, clock.Take().Today);
        var (joined, believed) = security.Join(
            ticker => PriceAdjustment.None.From(bars.GetValueOrDefault(ticker, BarSeries.Empty), splits.Of(ticker), [], today), splits.Of);
        return SplitAdjustment.Adjust(joined, splits.Of(believed).Select(known => known.Split), today);
    }

    private async Task<FetchedBars> RequestAsync(
        Symbol ticker, Frequency frequency, DayRange days, int earlier, CancellationToken cancellationToken)
    {
        try
        {
            var fetched = await SourceCall.RunAsync(
                source, (own, token) => own.FetchBarsAsync(ticker, frequency, days.From, days.To, token), cancellationToken)
                .ConfigureAwait(false);
            counters.ProviderFetch(fetched.Requests);
            return fetched;
        }
        catch (PriceSourceException problem)
        {
            counters.ProviderFetch(problem.Requests);
            throw problem.After(earlier);
        }
    }

    private async Task<int> LoadSplitsAsync(DayRange days, int earlier, CancellationToken cancellationToken)
    {
        try
        {
            return await market!.Loader.LoadSplitsAsync(days.From, clock.PublishedAt(days.To), cancellationToken).ConfigureAwait(false);
        }
        catch (PriceSourceException problem)
        {
            throw problem.After(earlier);
        }
    }
}
