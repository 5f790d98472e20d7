using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Reports;

namespace Technic.Polygon;

/// <summary>
/// Typed requests to the Polygon REST API. Safe for concurrent use. Every method throws <see cref="PriceSourceException"/> when there is
/// no usable answer and <see cref="OperationCanceledException"/> when it is cancelled, and nothing else.
/// </summary>
public sealed class PolygonClient : IDisposable
{
    /// <summary>The most rows a page of reference data may have.</summary>
    private const int ReferenceLimit = 1000;

    /// <summary>The most BASE aggregates (minutes, days) a page of bars may be made of.</summary>
    private const int AggregatesLimit = 50_000;

    /// <summary>No company has ever split its shares by more, either way.</summary>
    private const double MaxSplitRatio = 100_000;

    private readonly ILogger _logger;
    private readonly PolygonTransport _transport;
    private readonly SymbolTable _symbols = new();
    private readonly RequestQuota? _ownQuota;

    /// <summary>A client.</summary>
    /// <param name="http">Sends the requests, e.g. one of <see cref="PolygonServices.CreateHttpClient"/>; not disposed here.</param>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock of quota, pauses and deadlines.</param>
    /// <param name="logger">The log; the key never gets there.</param>
    /// <param name="quota">A quota shared with others; without one the client keeps its own, as the settings say.</param>
    /// <exception cref="ArgumentException">The settings cannot be used; the message says why.</exception>
    public PolygonClient(HttpClient http, PolygonOptions options, TimeProvider time, ILogger logger, IRequestQuota? quota = null)
    {
        if (options.Validate() is [var complaint, ..]) throw new ArgumentException(complaint);
        Options = options;
        _logger = logger;
        quota ??= _ownQuota = RequestQuota.For(options, time);
        _transport = new PolygonTransport(http, options, quota, time, logger);
    }

    /// <summary>The settings.</summary>
    public PolygonOptions Options { get; }

    /// <summary>The bars of one symbol, adjusted for splits, both days included; an empty series when there are none.</summary>
    public async Task<FetchedBars> GetBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (from > to) return new FetchedBars(BarSeries.Empty, 0);
        var what = $"{frequency.Word()} bars of {symbol}";
        var ticker = Uri.EscapeDataString(symbol.Text);
        var length = frequency == Frequency.Daily ? "1/day" : $"{Frequencies.IntradayMinutes}/minute";
        var path = $"/v2/aggs/ticker/{ticker}/range/{length}/{Iso(from)}/{Iso(to)}?adjusted=true&sort=asc&limit={AggregatesLimit}";
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
    /// <param name="adjusted">Whether prices and volumes are adjusted for the splits executed until now, or stand as they were traded.</param>
    /// <param name="cancellationToken">Ends the request under way.</param>
    public async Task<FetchedDay> GetGroupedDayAsync(DateOnly day, bool adjusted, CancellationToken cancellationToken)
    {
        var what = $"daily bars of the whole market on {Iso(day)}";
        var address = _transport.Address($"/v2/aggs/grouped/locale/us/market/stocks/{Iso(day)}?adjusted={(adjusted ? "true" : "false")}&include_otc=false");
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

    /// <summary>The splits executed in a span of days, both included, by date and symbol; ahead of today, those announced.</summary>
    public async Task<PolygonAnswer<IReadOnlyList<Split>>> GetSplitsAsync(DateOnly from, DateOnly? to, CancellationToken cancellationToken)
    {
        const string What = "splits";
        var upTo = to is { } last ? $"&execution_date.lte={Iso(last)}" : "";
        var path = $"/v3/reference/splits?execution_date.gte={Iso(from)}{upTo}&limit={ReferenceLimit}";
        var splits = new SortedDictionary<(DateOnly, Symbol), Split>();
        var until = to ?? DateOnly.MaxValue;
        var unusable = 0;
        var requests = await FetchReferenceAsync(path, What, PolygonJson.Default.ReferencePageSplitRow, row =>
        {
            if (ToSplit(row) is { } split) return splits.TryAdd((split.ExecutionDate, split.Symbol), split);
            unusable++;
            return false;
        }, cancellationToken).ConfigureAwait(false);
        if (unusable > 0) _logger.RowsLeftOut(unusable, What, "ticker, date or ratio cannot be used");
        Split[] wanted = [.. splits.Values.Where(s => s.ExecutionDate >= from && s.ExecutionDate <= until)];
        return new PolygonAnswer<IReadOnlyList<Split>>(wanted, requests);
    }

    /// <summary>The active common stocks of the US market, by symbol.</summary>
    public async Task<PolygonAnswer<IReadOnlyList<Listing>>> GetListingsAsync(CancellationToken cancellationToken)
    {
        const string What = "list of symbols";
        var path = $"/v3/reference/tickers?market=stocks&active=true&type=CS&limit={ReferenceLimit}";
        var listings = new SortedDictionary<Symbol, Listing>();
        var unusable = 0;
        var requests = await FetchReferenceAsync(path, What, PolygonJson.Default.ReferencePageTickerRow, row =>
        {
            if (ToListing(row) is { } listing) return listings.TryAdd(listing.Symbol, listing);
            unusable++;
            return false;
        }, cancellationToken).ConfigureAwait(false);
        if (unusable > 0) _logger.RowsLeftOut(unusable, What, "the ticker cannot be used");
        return new PolygonAnswer<IReadOnlyList<Listing>>([.. listings.Values], requests);
    }

    /// <summary>The coming days on which an exchange is closed or closes early, by date.</summary>
    public async Task<PolygonAnswer<IReadOnlyList<MarketHoliday>>> GetUpcomingHolidaysAsync(CancellationToken cancellationToken)
    {
        const string What = "list of holidays";
        var count = new RequestCount();
        var address = _transport.Address("/v1/marketstatus/upcoming");
        var query = new Query<List<HolidayRow?>>(address, What, json => Parse(json, PolygonJson.Default.ListHolidayRow));
        var rows = await _transport.FetchAsync(query, count, cancellationToken).ConfigureAwait(false);
        var usable = rows.Select(ToHoliday).OfType<MarketHoliday>();
        var holidays = usable.OrderBy(h => h.Date).ThenBy(h => h.Exchange, StringComparer.Ordinal).ToList();
        if (holidays.Count < rows.Count) _logger.RowsLeftOut(rows.Count - holidays.Count, What, "date or status cannot be used");
        return new PolygonAnswer<IReadOnlyList<MarketHoliday>>(holidays, count.Made);
    }

    /// <summary>Stops the client's own quota; the HTTP client and a shared quota are the caller's.</summary>
    public void Dispose() => _ownQuota?.Dispose();

    private AggregatesPage Checked(AggregatesPage page, Symbol symbol)
    {
        CheckStatus(page.Envelope);
        if (page.Envelope.Ticker is { } ticker && ticker != symbol.Text)
            throw AttemptException.BadData($"it sent the bars of another symbol ({AnswerText.Quote(ticker, Options.ApiKey)})");
        return page;
    }

    private void CheckStatus(in Envelope envelope) => _transport.CheckStatus(envelope.Status, envelope.Error, envelope.Message);

    /// <param name="path">The first page.</param>
    /// <param name="what">What is fetched, in words.</param>
    /// <param name="type">How a page is read.</param>
    /// <param name="add">Takes a row in and says whether it was new.</param>
    /// <param name="cancellationToken">Ends the request under way.</param>
    /// <returns>The number of requests.</returns>
    private async Task<int> FetchReferenceAsync<T>(
        string path, string what, JsonTypeInfo<ReferencePage<T>> type, Func<T?, bool> add, CancellationToken cancellationToken)
    {
        var query = new Query<ReferencePage<T>>(_transport.Address(path), what, json =>
        {
            var page = Parse(json, type);
            _transport.CheckStatus(page.Status, page.Error, page.Message);
            return page;
        });
        var count = new RequestCount();
        Func<ReferencePage<T>, NextPage> take = page => new NextPage(page.NextUrl, (page.Results ?? []).Count(add) > 0);
        await _transport.FetchPagesAsync(query, take, count, cancellationToken).ConfigureAwait(false);
        return count.Made;
    }

    private static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class =>
        JsonSerializer.Deserialize(json, type) ?? throw AttemptException.BadData("it sent JSON of another kind");

    private static Split? ToSplit(SplitRow? row) =>
        row is { SplitFrom: > 0 and var from, SplitTo: > 0 and var to }
        && Symbol.TryParse(row.Ticker, out var symbol)
        && TryParseIso(row.ExecutionDate, out var day)
        && to / from is >= 1 / MaxSplitRatio and <= MaxSplitRatio and var ratio
            ? new Split(symbol, day, ratio)
            : null;

    private static Listing? ToListing(TickerRow? row) =>
        Symbol.TryParse(row?.Ticker, out var symbol) ? new Listing(symbol, row!.Name, Exchanges.Name(row.PrimaryExchange)) : null;

    private static MarketHoliday? ToHoliday(HolidayRow? row)
    {
        if (row is not { Exchange: { } exchange } || !TryParseIso(row.Date, out var day)) return null;
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

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool TryParseIso(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
