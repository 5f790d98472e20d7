using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Web.Tests.Polygon;

/// <summary>Whole-market days and splits in Polygon's format.</summary>
public sealed class PolygonMarketTests : IAsyncLifetime
{
    private static readonly DateOnly Tuesday = new(2026, 3, 10);

    private readonly MarketStub _market = new();
    private WebServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _server = await WebServer.StartAsync(_market, new FakeTimeProvider(Clocks.WednesdayEvening));
        _http = new HttpClient { BaseAddress = _server.Address };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_day_is_unadjusted_or_adjusted_for_later_splits()
    {
        _market.Splits = [new Split(Symbol.Parse("KO"), Tuesday, 5), new Split(Symbol.Parse("KO"), Tuesday.AddDays(1), 2),
            new Split(Symbol.Parse("XOM"), Tuesday.AddDays(1), 0.5)];

        var raw = await GetAsync("/v2/aggs/grouped/locale/us/market/stocks/2026-03-10?adjusted=false&include_otc=false");
        var adjusted = await GetAsync("/v2/aggs/grouped/locale/us/market/stocks/2026-03-10");

        Assert.Equal(["queryCount", "resultsCount", "adjusted", "results", "status", "request_id", "count"], NamesOf(raw));
        Assert.Equal([("AAPL", 100, 1_000), ("KO", 100, 1_000), ("XOM", 100, 1_000)], Closes(raw));
        Assert.Equal([("AAPL", 100, 1_000), ("KO", 50, 2_000), ("XOM", 200, 500)], Closes(adjusted));
        Assert.Equal((false, true), (raw.GetProperty("adjusted").GetBoolean(), adjusted.GetProperty("adjusted").GetBoolean()));
        // 16:00 in New York, the end of the session.
        Assert.All(raw.GetProperty("results").EnumerateArray(),
            bar => Assert.Equal(Clocks.At(2026, 3, 10, 16, 0).ToUnixTimeMilliseconds(), bar.GetProperty("t").GetInt64()));
    }

    [Theory]
    [InlineData("2026-03-08")]
    [InlineData("2025-12-25")]
    [InlineData("1950-01-03")]
    public async Task A_day_without_a_session_has_no_results_and_needs_no_request(string day)
    {
        var answer = await GetAsync($"/v2/aggs/grouped/locale/us/market/stocks/{day}");

        Assert.Equal((0, false), (answer.GetProperty("resultsCount").GetInt32(), answer.TryGetProperty("results", out _)));
        Assert.Equal(0, _market.Asked);
    }

    [Theory]
    [InlineData("2026-03-12", HttpStatusCode.Forbidden, "is not published yet.")]
    [InlineData("2099-01-05", HttpStatusCode.Forbidden, "is not published yet.")]
    [InlineData("yesterday", HttpStatusCode.BadRequest, "Invalid parameter 'date' (got 'yesterday'): expected YYYY-MM-DD.")]
    [InlineData("2026-03-10?adjusted=maybe", HttpStatusCode.BadRequest, "Invalid parameter 'adjusted' (got 'maybe')")]
    public async Task An_unavailable_day_is_rejected(string day, HttpStatusCode status, string sentence)
    {
        using var answer = await _http.GetAsync($"/v2/aggs/grouped/locale/us/market/stocks/{day}");

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, _market.Asked);
    }

    [Theory]
    [InlineData("", "XOM 2026-02-02,KO 2026-01-05,AAPL 2025-08-01,NVDA 2024-06-10")]
    [InlineData("?order=asc", "NVDA 2024-06-10,AAPL 2025-08-01,KO 2026-01-05,XOM 2026-02-02")]
    [InlineData("?ticker=KO", "KO 2026-01-05")]
    [InlineData("?execution_date.gte=2025-08-01&execution_date.lt=2026-02-02", "KO 2026-01-05,AAPL 2025-08-01")]
    [InlineData("?execution_date=2025-08-01", "AAPL 2025-08-01")]
    [InlineData("?reverse_split=true", "XOM 2026-02-02")]
    [InlineData("?reverse_split=false&ticker.gt=AAPL", "KO 2026-01-05,NVDA 2024-06-10")]
    [InlineData("?ticker=ko", "KO 2026-01-05")]
    [InlineData("?ticker.any_of=KO,XOM,NONE", "XOM 2026-02-02,KO 2026-01-05")]
    [InlineData("?ticker.any_of=KO&ticker.any_of=AAPL", "KO 2026-01-05,AAPL 2025-08-01")]
    [InlineData("?sort=ticker&order=asc", "AAPL 2025-08-01,KO 2026-01-05,NVDA 2024-06-10,XOM 2026-02-02")]
    [InlineData("?sort=ticker&limit=99999999999", "XOM 2026-02-02,NVDA 2024-06-10,KO 2026-01-05,AAPL 2025-08-01")]
    public async Task Splits_are_filtered_and_sorted_newest_first(string query, string splits)
    {
        _market.Splits =
        [
            new Split(Symbol.Parse("NVDA"), new(2024, 6, 10), 10), new Split(Symbol.Parse("AAPL"), new(2025, 8, 1), 4), new Split(
                Symbol.Parse("KO"), new(2026, 1, 5), 1.5),
            new Split(Symbol.Parse("XOM"), new(2026, 2, 2), 0.1),
        ];

        var answer = await GetAsync($"/v3/reference/splits{query}");

        Assert.Equal(splits,
            string.Join(',', answer.GetProperty("results").EnumerateArray()
                .Select(s => $"{s.GetProperty("ticker").GetString()} {s.GetProperty("execution_date").GetString()}")));
        Assert.All(answer.GetProperty("results").EnumerateArray(), split => Assert.NotEmpty(split.GetProperty("id").GetString()!));
    }

    [Theory]
    [InlineData("/v3/reference/splits?limit=10", true)]
    [InlineData("/v3/reference/splits?limit=10&sort=ticker&order=asc", false)]
    [InlineData("/stocks/v1/splits?limit=10&sort=execution_date.desc,ticker.asc", false)]
    [InlineData("/stocks/v1/splits?limit=5&sort=ticker.desc,execution_date.asc", true)]
    public async Task Splits_of_one_day_are_paged_completely(string path, bool isDescending)
    {
        _market.Splits = [.. Enumerable.Range(0, 25).Select(i => new Split(Symbol.Parse($"S{i:D2}"), new DateOnly(2026, 2, 2), 2))];
        var (found, next) = (new List<string>(), (string?)path);
        for (; next is not null;)
        {
            var page = await GetAsync(next + "&apiKey=any");
            found.AddRange(page.GetProperty("results").EnumerateArray().Select(split => split.GetProperty("ticker").GetString()!));
            next = page.TryGetProperty("next_url", out var address) ? address.GetString() : null;
        }

        var expected = _market.Splits.Select(split => split.Symbol.Text);
        Assert.Equal(isDescending ? expected.Reverse() : expected, found);
    }

    [Theory]
    [InlineData("", "XOM 0.1 reverse_split 10,KO 1.5 forward_split 0.666667,KO 4 forward_split 0.166667")]
    [InlineData("?sort=execution_date.asc", "KO 4 forward_split 0.166667,KO 1.5 forward_split 0.666667,XOM 0.1 reverse_split 10")]
    [InlineData("?sort=execution_date", "XOM 0.1 reverse_split 10,KO 1.5 forward_split 0.666667,KO 4 forward_split 0.166667")]
    [InlineData("?sort=ticker.asc,execution_date.desc",
        "KO 1.5 forward_split 0.666667,KO 4 forward_split 0.166667,XOM 0.1 reverse_split 10")]
    [InlineData("?sort=ticker.desc,execution_date.asc",
        "XOM 0.1 reverse_split 10,KO 4 forward_split 0.166667,KO 1.5 forward_split 0.666667")]
    [InlineData("?adjustment_type=reverse_split", "XOM 0.1 reverse_split 10")]
    [InlineData("?adjustment_type.any_of=reverse_split", "XOM 0.1 reverse_split 10")]
    [InlineData("?adjustment_type.any_of=reverse_split,forward_split&ticker=XOM", "XOM 0.1 reverse_split 10")]
    [InlineData("?ticker=KO&limit=1&sort=execution_date.desc", "KO 1.5 forward_split 0.666667")]
    public async Task The_new_endpoint_of_splits_has_their_type_and_the_factor_up_to_today(string query, string splits)
    {
        _market.Splits =
        [
            new Split(Symbol.Parse("KO"), new(2025, 8, 1), 4), new Split(Symbol.Parse("KO"), new(2026, 1, 5), 1.5),
            new Split(Symbol.Parse("XOM"), new(2026, 2, 2), 0.1),
        ];

        var answer = await GetAsync($"/stocks/v1/splits{query}");

        Assert.Equal(splits, string.Join(',', answer.GetProperty("results").EnumerateArray().Select(split => FormattableString.Invariant(
            $"{Text(split, "ticker")} {Number(split, "split_to") / Number(split, "split_from"):0.######} ")
            + FormattableString.Invariant(
                $"{Text(split, "adjustment_type")} {Number(split, "historical_adjustment_factor"):0.######}"))));
    }

    [Theory]
    [InlineData("/v3/reference/dividends", "KO 2026-03-02 0.5,KO 2026-03-02 0.25,AAPL 2026-02-06 0.26,AAPL 2024-05-10 0.25")]
    [InlineData("/v3/reference/dividends?ticker=AAPL&order=asc", "AAPL 2024-05-10 0.25,AAPL 2026-02-06 0.26")]
    [InlineData("/stocks/v1/dividends?ex_dividend_date.gte=2026-02-06&sort=ex_dividend_date.asc",
        "AAPL 2026-02-06 0.26,KO 2026-03-02 0.25,KO 2026-03-02 0.5")]
    [InlineData("/stocks/v1/dividends?ticker=KO&limit=1", "KO 2026-03-02 0.25")]
    [InlineData("/stocks/v1/dividends", "AAPL 2024-05-10 0.25,AAPL 2026-02-06 0.26,KO 2026-03-02 0.25,KO 2026-03-02 0.5")]
    [InlineData("/stocks/v1/dividends?sort=cash_amount.desc,ticker.asc",
        "KO 2026-03-02 0.5,AAPL 2026-02-06 0.26,AAPL 2024-05-10 0.25,KO 2026-03-02 0.25")]
    [InlineData("/v3/reference/dividends?sort=cash_amount&order=asc&limit=2", "AAPL 2024-05-10 0.25,KO 2026-03-02 0.25")]
    [InlineData("/v3/reference/dividends?cash_amount.gt=0.25&cash_amount.lt=0.5", "AAPL 2026-02-06 0.26")]
    [InlineData("/v3/reference/dividends?cash_amount=.50", "KO 2026-03-02 0.5")]
    public async Task Dividends_are_served_in_both_forms(string path, string dividends)
    {
        _market.Dividends =
        [
            new Dividend(Symbol.Parse("AAPL"), new(2024, 5, 10), 0.25), new Dividend(Symbol.Parse("AAPL"), new(2026, 2, 6), 0.26),
            new Dividend(Symbol.Parse("KO"), new(2026, 3, 2), 0.5), new Dividend(Symbol.Parse("KO"), new(2026, 3, 2), 0.25),
        ];

        var answer = await GetAsync(path);

        Assert.Equal(dividends, string.Join(',', answer.GetProperty("results").EnumerateArray().Select(dividend =>
            FormattableString.Invariant(
                $"{Text(dividend, "ticker")} {Text(dividend, "ex_dividend_date")} {Number(dividend, "cash_amount")}"))));
        Assert.All(answer.GetProperty("results").EnumerateArray(), dividend => Assert.Equal("USD", Text(dividend, "currency")));
    }

    [Fact]
    public async Task A_source_without_dividends_is_named()
    {
        using var answer = await _http.GetAsync("/stocks/v1/dividends");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("does not provide dividends", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    [Theory]
    [InlineData("/stocks/v1/splits?sort=split_to.asc", "Cannot sort by 'split_to': use execution_date or ticker. Pass-through")]
    [InlineData("/stocks/v1/splits?sort=ticker.up", "Cannot sort by 'ticker.up': use execution_date or ticker.")]
    [InlineData("/stocks/v1/splits?adjustment_type=stock_dividend", "Splits of adjustment_type=stock_dividend are not supported")]
    [InlineData("/v3/reference/splits?cursor=YWZ0ZXI9WA", "Invalid cursor")]
    [InlineData("/v3/reference/splits?ticker=X:BTCUSD", "'X:BTCUSD' is not of a US exchange")]
    [InlineData("/v3/reference/dividends?pay_date.gte=2026-01-01", "The parameter 'pay_date.gte' is not supported by this server.")]
    [InlineData("/stocks/v1/dividends?frequency.gt=4", "The parameter 'frequency.gt' is not supported by this server.")]
    [InlineData("/stocks/v1/dividends?distribution_type.any_of=special", "The parameter 'distribution_type.any_of' is not supported")]
    [InlineData("/v3/reference/dividends?cash_amount.gte=much", "Invalid parameter 'cash_amount.gte' (got 'much'): expected a number.")]
    [InlineData("/stocks/v1/dividends?frequency=4", "The parameter 'frequency' is not supported by this server.")]
    [InlineData("/v3/reference/dividends?ex_dividend_date.lt=soon", "Invalid parameter 'ex_dividend_date.lt' (got 'soon')")]
    [InlineData("/v3/reference/splits?execution_date=soon", "Invalid parameter 'execution_date' (got 'soon')")]
    [InlineData("/v3/reference/dividends?sort=pay_date", "Cannot sort by 'pay_date': use ex_dividend_date or ticker or cash_amount.")]
    public async Task Invalid_requests_are_rejected(string path, string sentence)
    {
        using var answer = await _http.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_failure_is_returned_in_Polygons_format()
    {
        _market.Failure = new ScanFailedException("The provider is away.");
        using var answer = await _http.GetAsync("/v2/aggs/grouped/locale/us/market/stocks/2026-03-10");

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("The provider is away.", JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetString());
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonElement.Parse(text);
    }

    private static (string?, double, double)[] Closes(JsonElement answer) =>
        [.. answer.GetProperty("results").EnumerateArray()
            .Select(bar => (bar.GetProperty("T").GetString(), bar.GetProperty("c").GetDouble(), bar.GetProperty("v").GetDouble()))];

    private static string[] NamesOf(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];

    /// <summary>A market of three symbols with identical bars every day.</summary>
    private sealed class MarketStub : IScanEngine, IMarketReference
    {
        public IReadOnlyList<Split> Splits { get; set; } = [];

        public IReadOnlyList<Dividend>? Dividends { get; set; }

        public Exception? Failure { get; set; }

        public int Asked { get; private set; }

        public ValueTask<IReadOnlyList<Listing>> GetListingsAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Listing>>([]);

        public ValueTask<MarketSession?> GetSessionAsync(DateOnly day, CancellationToken cancellationToken)
        {
            Asked++;
            if (Failure is not null) throw Failure;
            var bar = new Bar(BarTime.OfDay(day), 99, 101, 98, 100, 1_000);
            return ValueTask.FromResult<MarketSession?>(
                new MarketSession(day,
                    [.. ((string[])["AAPL", "KO", "XOM"]).Select(symbol => KeyValuePair.Create(Symbol.Parse(symbol), bar))]));
        }

        public ValueTask<IReadOnlyList<Split>?> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Split>?>([.. Splits.Where(split => split.ExecutionDate >= from)]);

        public ValueTask<IReadOnlyList<Dividend>?> GetDividendsAsync(DateOnly? from, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Dividend>?>(
                Dividends is null ? null : [.. Dividends.Where(dividend => from is null || dividend.ExDate >= from)]);

        public ValueTask<IReadOnlyList<DayReport>?> GetDaysAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<MarketAudit?> AuditAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> ReloadDayAsync(DateOnly day, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async IAsyncEnumerable<ScanUpdate> ScanAsync(
            ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield break;
        }

        public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
