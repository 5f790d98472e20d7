using Microsoft.Extensions.Logging;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>L3: price histories, whole-market days and listings from the Polygon REST API.</summary>
public sealed class PolygonPriceSource
    : IPriceSource, IMarketDaySource, IDividendSource, IMarketHolidaySource, ICompanySource, ITickerEventSource, IProviderApi,
        IDisposable, IAsyncDisposable
{
    private readonly HttpClient? _ownHttp;

    /// <inheritdoc cref="PolygonClient(HttpClient, PolygonOptions, TimeProvider, ILogger, IRequestQuota?)"/>
    /// <param name="ownsHttp">Whether the source disposes the HTTP client.</param>
    public PolygonPriceSource(
        HttpClient http, PolygonOptions options, TimeProvider time, ILogger logger, IRequestQuota? quota = null, bool ownsHttp = false)
    {
        Client = new PolygonClient(http, options, time, logger, quota);
        _ownHttp = ownsHttp ? http : null;
    }

    /// <summary>The typed client, for data beyond the price source: adjusted whole-market days and announced splits.</summary>
    public PolygonClient Client { get; }

    /// <inheritdoc/>
    public string Name => Client.Options.SourceName;

    /// <inheritdoc/>
    public string Description => $"Polygon REST API at {Client.Options}";

    /// <inheritdoc/>
    public SourceTraits Traits { get; } = new("splits", "after the close, on paid plans during the session", "all US exchanges")
    {
        HasMarketDays = true, HasIntraday = true, HasDelisted = true,
    };

    /// <inheritdoc/>
    public int? RequestsPerMinute => Client.Options.RequestsPerMinute;

    /// <inheritdoc/>
    public Task<FetchedBars> FetchBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        Client.GetBarsAsync(symbol, frequency, from, to, cancellationToken);

    /// <inheritdoc/>
    public async Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken)
    {
        var (listings, requests) = await Client.GetListingsAsync(query: null, cancellationToken).ConfigureAwait(false);
        return new FetchedListings(listings, requests);
    }

    /// <inheritdoc/>
    public async Task<FetchedListings> FetchListingsAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var (listings, requests) = await Client.GetListingsAsync(new TickerQuery(day), cancellationToken).ConfigureAwait(false);
        return new FetchedListings(listings, requests);
    }

    /// <inheritdoc/>
    public async Task<FetchedCompany> FetchCompanyAsync(Symbol symbol, CancellationToken cancellationToken)
    {
        var (company, requests) = await Client.GetDetailsAsync(symbol, cancellationToken).ConfigureAwait(false);
        return new FetchedCompany(company, requests);
    }

    /// <inheritdoc/>
    public Task<FetchedDay> FetchMarketDayAsync(DateOnly day, CancellationToken cancellationToken) =>
        Client.GetGroupedDayAsync(day, adjusted: false, cancellationToken);

    /// <inheritdoc/>
    public async Task<FetchedSplits> FetchSplitsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var (splits, requests) = await Client.GetSplitsAsync(from, to, cancellationToken).ConfigureAwait(false);
        return new FetchedSplits(splits, requests);
    }

    /// <inheritdoc/>
    public async Task<FetchedDividends> FetchDividendsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var (dividends, requests) = await Client.GetDividendsAsync(from, to, cancellationToken).ConfigureAwait(false);
        return new FetchedDividends(dividends, requests);
    }

    /// <inheritdoc/>
    public async Task<FetchedHolidays> FetchUpcomingHolidaysAsync(CancellationToken cancellationToken)
    {
        var (holidays, requests) = await Client.GetUpcomingHolidaysAsync(cancellationToken).ConfigureAwait(false);
        return new FetchedHolidays(holidays, requests);
    }

    /// <inheritdoc/>
    public async Task<FetchedTickers> FetchTickerEventsAsync(Symbol symbol, CancellationToken cancellationToken)
    {
        var (periods, requests) = await Client.GetTickerEventsAsync(symbol, cancellationToken).ConfigureAwait(false);
        return new FetchedTickers(periods, requests);
    }

    /// <inheritdoc/>
    public async ValueTask<ProviderAnswer?> GetFromProviderAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var (body, requests) = await Client.GetJsonAsync(path, cancellationToken).ConfigureAwait(false);
            return new ProviderAnswer(body, requests, body is null ? "Polygon has no data at this address." : null);
        }
        catch (PriceSourceException problem)
        {
            return new ProviderAnswer(null, problem.Requests, problem.Message, problem.Failure);
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        _ownHttp?.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
