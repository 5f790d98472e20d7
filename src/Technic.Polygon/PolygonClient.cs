using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Reports;

namespace Technic.Polygon;

/// <summary>
/// Typed requests to the Polygon REST API (since October 2025: Massive). Safe for concurrent use: use one client for all. It follows pages,
/// keeps the request quota, retries transient errors and stops for a while when the API fails. Every method throws only
/// <see cref="PriceSourceException"/>, when there is no usable response, <see cref="OperationCanceledException"/>, when it is cancelled,
/// and <see cref="ArgumentException"/>, without a request, for arguments that no request can have.
/// </summary>
/// <example>
/// <code>
/// using var polygon = PolygonClient.Create(key);
/// var (bars, requests) = await polygon.GetAggregatesAsync(Symbol.Parse("AAPL"), 1, AggregateSpan.Week, new(2026, 1, 1), new(2026, 6, 30));
/// foreach (var bar in bars) Console.WriteLine($"{bar.Start:yyyy-MM-dd} {bar.Close}");
/// </code>
/// </example>
public sealed class PolygonClient : IDisposable
{
    /// <summary>The maximum number of rows in a page of reference data.</summary>
    private const int ReferenceLimit = 1000;

    private readonly ILogger _logger;
    private readonly PolygonTransport _transport;
    private readonly ReferencePages _pages;
    private readonly CorporateActions _actions;
    private readonly AggregateBars _aggregates;
    private readonly MarketNow _now;
    private readonly SymbolTable _symbols = new();
    private readonly RequestQuota? _ownQuota;
    private HttpClient? _ownHttp;

    /// <summary>Creates a client.</summary>
    /// <param name="http">Sends the requests, e.g. one of <see cref="PolygonServices.CreateHttpClient"/>; not disposed here.</param>
    /// <param name="options">The options.</param>
    /// <param name="time">The clock for quota, pauses and deadlines.</param>
    /// <param name="logger">The log; it never contains the key.</param>
    /// <param name="quota">A shared quota; by default the client has its own one, according to the options.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message describes it.</exception>
    public PolygonClient(HttpClient http, PolygonOptions options, TimeProvider time, ILogger logger, IRequestQuota? quota = null)
    {
        if (options.Validate() is [var complaint, ..]) throw new ArgumentException(complaint);
        Options = options;
        _logger = logger;
        quota ??= _ownQuota = RequestQuota.For(options, time);
        _transport = new PolygonTransport(http, options, quota, time, logger);
        _pages = new ReferencePages(_transport);
        _actions = new CorporateActions(_pages, logger);
        _aggregates = new AggregateBars(_transport, _pages, logger);
        _now = new MarketNow(_transport, logger);
    }

    /// <summary>Creates a client with its own connections, for the quota of the free plan; dispose it.</summary>
    /// <param name="apiKey">The key; it is written to no log and no exception.</param>
    /// <exception cref="ArgumentException">The key is invalid.</exception>
    public static PolygonClient Create(string apiKey) => Create(new PolygonOptions { ApiKey = apiKey });

    /// <summary>Creates a client with its own connections; dispose it.</summary>
    /// <param name="options">The options, e.g. the quota of a paid plan.</param>
    /// <param name="time">The clock for quota, pauses and deadlines; <c>null</c> for that of the system.</param>
    /// <param name="logger">The log; <c>null</c> for none.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message describes it.</exception>
    public static PolygonClient Create(PolygonOptions options, TimeProvider? time = null, ILogger? logger = null)
    {
        var http = PolygonServices.CreateHttpClient(options);
        try
        {
            return new PolygonClient(http, options, time ?? TimeProvider.System, logger ?? NullLogger.Instance) { _ownHttp = http };
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>The options.</summary>
    public PolygonOptions Options { get; }

    /// <summary>The bars of one symbol, adjusted for splits, both days included; an empty series when there are none.</summary>
    public async Task<FetchedBars> GetBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken = default)
    {
        if (from > to) return new FetchedBars(BarSeries.Empty, 0);
        var what = $"{frequency.Word()} bars of {symbol}";
        var ticker = Uri.EscapeDataString(symbol.Text);
        var length = frequency == Frequency.Daily ? "1/day" : $"{Frequencies.IntradayMinutes}/minute";
        var range = $"{length}/{ReferencePages.Iso(from)}/{ReferencePages.Iso(to)}";
        var path = $"/v2/aggs/ticker/{ticker}/range/{range}?adjusted=true&sort=asc&limit={AggregateBars.Limit}";
        ReadAnswer<AggregatesPage> read = frequency == Frequency.Daily ? AggregatesReader.ReadDaily : AggregatesReader.ReadIntraday;
        var query = new Query<AggregatesPage>(_transport.Address(path), what, json => Checked(read(json), symbol))
        {
            WhenNotFound = new AggregatesPage(default, []),
        };

        var count = new RequestCount();
        var builder = new BarSeriesBuilder();
        var latest = new BarTime(int.MinValue);
        await _transport.FetchPagesAsync(query, page =>
        {
            var before = latest;
            foreach (var bar in page.Bars)
            {
                builder.Add(bar);
                if (bar.Time > latest) latest = bar.Time;
            }
            return new NextPage(page.Envelope.NextUrl, latest > before);
        }, count, cancellationToken).ConfigureAwait(false);

        var bars = builder.Build(from, to, out var defects);
        Report(defects, what);
        return new FetchedBars(bars, count.Made, defects);
    }

    /// <summary>
    /// The daily bar of every symbol on one day in one request; none on a day without a session. A bar without a usable ticker counts as
    /// impossible.
    /// </summary>
    /// <param name="day">The New York date.</param>
    /// <param name="adjusted">Whether prices and volumes are adjusted for the splits executed so far, or as traded.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<FetchedDay> GetGroupedDayAsync(
        DateOnly day, bool adjusted = true, CancellationToken cancellationToken = default)
    {
        var what = $"daily bars of the whole market on {ReferencePages.Iso(day)}";
        var path = $"/v2/aggs/grouped/locale/us/market/stocks/{ReferencePages.Iso(day)}";
        var address = _transport.Address($"{path}?adjusted={(adjusted ? "true" : "false")}&include_otc=false");
        var query = new Query<GroupedPage>(address, what, json =>
        {
            var page = AggregatesReader.ReadGrouped(json, day, _symbols);
            CheckStatus(page.Envelope);
            return page;
        });
        var count = new RequestCount();
        var fetched = (await _transport.FetchAsync(query, count, cancellationToken).ConfigureAwait(false)).Day;
        Report(fetched.Defects, what);
        return fetched with { Requests = count.Made };
    }

    /// <inheritdoc cref="CorporateActions.GetSplitsAsync"/>
    public Task<PolygonAnswer<IReadOnlyList<Split>>> GetSplitsAsync(
        DateOnly from, DateOnly? to = null, CancellationToken cancellationToken = default) =>
        _actions.GetSplitsAsync(from, to, cancellationToken);

    /// <inheritdoc cref="CorporateActions.GetDividendsAsync"/>
    public Task<PolygonAnswer<IReadOnlyList<Dividend>>> GetDividendsAsync(
        DateOnly from, DateOnly? to = null, CancellationToken cancellationToken = default) =>
        _actions.GetDividendsAsync(from, to, cancellationToken);

    /// <summary>Symbols of the US stock market with their types, by symbol.</summary>
    /// <param name="query">Which ones; <c>null</c> for all active ones.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<PolygonAnswer<IReadOnlyList<Listing>>> GetListingsAsync(
        TickerQuery? query = null, CancellationToken cancellationToken = default)
    {
        const string What = "list of symbols";
        var path = $"/v3/reference/tickers?{(query ?? new TickerQuery()).Parameters}&limit={ReferenceLimit}";
        var listings = new SortedDictionary<Symbol, Listing>();
        var (unusable, count) = (0, new RequestCount());
        var exists = await _pages.FetchAsync(path, What, PolygonJson.Default.ReferencePageTickerRow, row =>
        {
            if (ToListing(row) is { } listing) return listings.TryAdd(listing.Symbol, listing);
            unusable++;
            return false;
        }, count, cancellationToken).ConfigureAwait(false);
        if (!exists)
        {
            throw new PriceSourceException(
                PriceSourceFailure.BadData,
                $"Polygon returned no {What}: page not found (404) at {Options.DisplayAddress}; check the address.",
                count.Made);
        }
        if (unusable > 0) _logger.RowsLeftOut(unusable, What, "the ticker cannot be used");
        return new PolygonAnswer<IReadOnlyList<Listing>>([.. listings.Values], count.Made);
    }

    /// <summary>The bars of one symbol, of any length, as Polygon gives them, oldest first; none for an unknown symbol.</summary>
    /// <param name="symbol">The ticker.</param>
    /// <param name="multiplier">The length of a bar in <paramref name="span"/>, at least 1.</param>
    /// <param name="span">The unit of the length.</param>
    /// <param name="from">The first day (New York date).</param>
    /// <param name="to">The last day, not before the first.</param>
    /// <param name="adjusted">Whether prices and volumes are adjusted for the splits executed so far, or as traded.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ArgumentOutOfRangeException">The multiplier is less than 1, or the last day is before the first.</exception>
    public Task<PolygonAnswer<IReadOnlyList<Aggregate>>> GetAggregatesAsync(
        Symbol symbol, int multiplier, AggregateSpan span, DateOnly from, DateOnly to, bool adjusted = true,
        CancellationToken cancellationToken = default) =>
        _aggregates.GetAsync(symbol, multiplier, span, from, to, adjusted, cancellationToken);

    /// <summary>The bar of the last session of one symbol; <c>null</c> when it has none.</summary>
    /// <inheritdoc cref="GetAggregatesAsync"/>
    public Task<PolygonAnswer<Aggregate?>> GetPreviousCloseAsync(
        Symbol symbol, bool adjusted = true, CancellationToken cancellationToken = default) =>
        _aggregates.GetPreviousAsync(symbol, adjusted, cancellationToken);

    /// <summary>A session of one symbol with the prices before and after it; <c>null</c> when it did not trade.</summary>
    /// <param name="symbol">The ticker.</param>
    /// <param name="day">The New York date.</param>
    /// <param name="adjusted">Whether the prices are adjusted for splits.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<PolygonAnswer<OpenClose?>> GetOpenCloseAsync(
        Symbol symbol, DateOnly day, bool adjusted = true, CancellationToken cancellationToken = default) =>
        _aggregates.GetOpenCloseAsync(symbol, day, adjusted, cancellationToken);

    /// <summary>What the market does with a symbol now; <c>null</c> for an unknown one. The free plan does not include it.</summary>
    public Task<PolygonAnswer<TickerSnapshot?>> GetSnapshotAsync(Symbol symbol, CancellationToken cancellationToken = default) =>
        _now.GetSnapshotAsync(symbol, cancellationToken);

    /// <summary>What the market does with several symbols now, by symbol. The free plan does not include it.</summary>
    /// <param name="symbols">The tickers; <c>null</c> for the whole market, in one request.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<PolygonAnswer<IReadOnlyList<TickerSnapshot>>> GetSnapshotsAsync(
        IReadOnlyCollection<Symbol>? symbols = null, CancellationToken cancellationToken = default) =>
        _now.GetSnapshotsAsync(symbols, cancellationToken);

    /// <summary>Whether the exchanges are open now.</summary>
    public Task<PolygonAnswer<MarketStatus>> GetMarketStatusAsync(CancellationToken cancellationToken = default) =>
        _now.GetStatusAsync(cancellationToken);

    /// <summary>The details of one symbol; <c>null</c> when it is unknown.</summary>
    public async Task<PolygonAnswer<Company?>> GetDetailsAsync(Symbol symbol, CancellationToken cancellationToken = default)
    {
        var missing = new DetailsPage(null, null, null, null);
        var address = _transport.Address($"/v3/reference/tickers/{Uri.EscapeDataString(symbol.Text)}");
        var query = new Query<DetailsPage>(address, $"details of {symbol}", json =>
        {
            var page = ReferencePages.Parse(json, PolygonJson.Default.DetailsPage);
            _transport.CheckStatus(page.Status, page.Error, page.Message);
            _transport.CheckSymbol(page.Results?.Ticker, symbol, "the details");
            return page;
        })
        {
            WhenNotFound = missing,
        };
        var count = new RequestCount();
        var details = (await _transport.FetchAsync(query, count, cancellationToken).ConfigureAwait(false)).Results;
        return new PolygonAnswer<Company?>(details is null ? null : ToCompany(symbol, details), count.Made);
    }

    /// <summary>
    /// The tickers of the security that a ticker stands for now, each with its first day. The endpoint of ticker events is experimental:
    /// where it says nothing, the first day of the security comes from its details.
    /// </summary>
    public async Task<PolygonAnswer<IReadOnlyList<TickerPeriod>>> GetTickerEventsAsync(
        Symbol symbol, CancellationToken cancellationToken = default)
    {
        var count = new RequestCount();
        if (await GetTickerChangesAsync(symbol, count, cancellationToken).ConfigureAwait(false) is { Count: > 0 } changes)
            return new PolygonAnswer<IReadOnlyList<TickerPeriod>>(changes, count.Made);
        try
        {
            var (company, requests) = await GetDetailsAsync(symbol, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<TickerPeriod> listed = company?.ListedOn is { } day ? [new TickerPeriod(symbol, day)] : [];
            return new PolygonAnswer<IReadOnlyList<TickerPeriod>>(listed, count.Made + requests);
        }
        catch (PriceSourceException problem)
        {
            throw problem.After(count.Made);
        }
    }

    private async Task<List<TickerPeriod>> GetTickerChangesAsync(Symbol symbol, RequestCount count, CancellationToken cancellationToken)
    {
        var what = $"ticker events of {symbol}";
        var address = _transport.Address($"/vX/reference/tickers/{Uri.EscapeDataString(symbol.Text)}/events?types=ticker_change");
        var query = new Query<EventsPage>(address, what, json =>
        {
            var page = ReferencePages.Parse(json, PolygonJson.Default.EventsPage);
            _transport.CheckStatus(page.Status, page.Error, page.Message);
            return page;
        })
        {
            WhenNotFound = new EventsPage(null, null, null, null),
            IsOptional = true,
        };
        try
        {
            var rows = (await _transport.FetchAsync(query, count, cancellationToken).ConfigureAwait(false)).Results?.Events ?? [];
            var changes = rows.Select(ToPeriod).OfType<TickerPeriod>().ToList();
            if (changes.Count < rows.Count) _logger.RowsLeftOut(rows.Count - changes.Count, what, "type, date or ticker cannot be used");
            return changes;
        }
        catch (PriceSourceException problem) when (problem.Failure == PriceSourceFailure.Forbidden)
        {
            return [];
        }
    }

    /// <summary>The coming days on which an exchange is closed or closes early, by date.</summary>
    public async Task<PolygonAnswer<IReadOnlyList<MarketHoliday>>> GetUpcomingHolidaysAsync(CancellationToken cancellationToken = default)
    {
        const string What = "list of holidays";
        var count = new RequestCount();
        var address = _transport.Address("/v1/marketstatus/upcoming");
        var query = new Query<List<HolidayRow?>>(address, What, json => ReferencePages.Parse(json, PolygonJson.Default.ListHolidayRow));
        var rows = await _transport.FetchAsync(query, count, cancellationToken).ConfigureAwait(false);
        var usable = rows.Select(ToHoliday).OfType<MarketHoliday>();
        var holidays = usable.OrderBy(h => h.Date).ThenBy(h => h.Exchange, StringComparer.Ordinal).ToList();
        if (holidays.Count < rows.Count) _logger.RowsLeftOut(rows.Count - holidays.Count, What, "date or status cannot be used");
        return new PolygonAnswer<IReadOnlyList<MarketHoliday>>(holidays, count.Made);
    }

    /// <summary>One page of any endpoint as it was received, valid JSON; <c>null</c> when the server does not know the address.</summary>
    /// <param name="path">Path and query, beginning with a slash, escaped, without a key.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<PolygonAnswer<byte[]?>> GetJsonAsync(string path, CancellationToken cancellationToken = default)
    {
        var query = new Query<byte[]>(_transport.Address(path), "answer", Verbatim) { WhenNotFound = [] };
        var count = new RequestCount();
        var body = await _transport.FetchAsync(query, count, cancellationToken).ConfigureAwait(false);
        return new PolygonAnswer<byte[]?>(body.Length == 0 ? null : body, count.Made);

        static byte[] Verbatim(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
            }
            return json.ToArray();
        }
    }

    /// <summary>Stops the client's own quota and closes its own connections; those of the caller remain.</summary>
    public void Dispose()
    {
        _ownQuota?.Dispose();
        _ownHttp?.Dispose();
    }

    private AggregatesPage Checked(AggregatesPage page, Symbol symbol)
    {
        CheckStatus(page.Envelope);
        _transport.CheckSymbol(page.Envelope.Ticker, symbol, "the bars");
        return page;
    }

    private void CheckStatus(in Envelope envelope) => _transport.CheckStatus(envelope.Status, envelope.Error, envelope.Message);

    private static TickerPeriod? ToPeriod(EventRow? row) =>
        row is { Type: "ticker_change", TickerChange: { } change }
        && Symbol.TryParse(change.Ticker, out var ticker)
        && ReferencePages.TryParseIso(row.Date, out var day)
            ? new TickerPeriod(ticker, day)
            : null;

    private static Listing? ToListing(TickerRow? row) =>
        Symbol.TryParse(row?.Ticker, out var symbol)
            ? new Listing(symbol, row!.Name, Exchanges.Name(row.PrimaryExchange)) { Type = row.Type }
            : null;

    private static Company ToCompany(Symbol symbol, DetailsRow row) => new(
        symbol,
        row.Type,
        int.TryParse(row.SicCode, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null,
        row.SicDescription,
        row.MarketCap is > 0 and < double.PositiveInfinity ? row.MarketCap : null,
        row.Active,
        row.DelistedUtc is { } gone ? NewYork.Date(gone) : null,
        ReferencePages.TryParseIso(row.ListDate, out var listed) ? listed : null);

    private static MarketHoliday? ToHoliday(HolidayRow? row)
    {
        if (row is not { Exchange: { } exchange } || !ReferencePages.TryParseIso(row.Date, out var day)) return null;
        return row switch
        {
            { Status: "closed" } => new MarketHoliday(day, exchange, row.Name ?? "", null),
            { Status: "early-close", Close: { } close } => new MarketHoliday(day, exchange, row.Name ?? "", close),
            _ => null,
        };
    }

    private void Report(BarDefects defects, string what)
    {
        if (defects.Total > 0) _logger.Defective(defects.Total, what, defects.OutOfRange, defects.Repeated, defects.Impossible);
    }
}
