using Microsoft.AspNetCore.Http;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Sources.Alpaca;
using Technic.Sources.Rest;
using Technic.Testing;

namespace Technic.Sources.Tests;

/// <summary>The Alpaca source against a server with the responses of Alpaca's documentation.</summary>
public sealed class AlpacaPriceSourceTests : IAsyncLifetime
{
    private const string Key = "PKTESTKEY0123456789";
    private const string Secret = "secret-9876543210-abcdef";
    private static readonly DateOnly From = new(2022, 1, 3);
    private static readonly DateOnly To = new(2022, 1, 4);

    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ListLogger<AlpacaPriceSource> _log = new();
    private FakeApi _api = null!;

    public async Task InitializeAsync() => _api = await FakeApi.StartAsync();

    public Task DisposeAsync() => _api.DisposeAsync().AsTask();

    [Fact]
    public async Task Daily_bars_of_several_pages_are_one_series()
    {
        _api.Answer = context => Results.Text(context.Request.Query.ContainsKey("page_token")
            ? Page("AAPL", Bar("2022-01-04T05:00:00Z", 182.63, 182.94, 179.12, 179.7, 99310438, 180.56), next: null)
            : Page("AAPL", Bar("2022-01-03T05:00:00Z", 177.83, 182.88, 177.71, 182.01, 104487850, 181.42), next: "QUFQTHxE"));
        await using var source = Source();

        var fetched = await source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, From, To, default);

        Assert.Equal((2, 2, 0), (fetched.Bars.Count, fetched.Requests, fetched.Defects.Total));
        Assert.Equal(new Bar(BarTime.OfDay(From), 177.83, 182.88, 177.71, 182.01, 104487850, 181.42), fetched.Bars[0]);
        Assert.Equal(To, fetched.Bars[1].Time.Date);
        Assert.Equal(
            "/v2/stocks/bars?symbols=AAPL&timeframe=1Day&start=2022-01-03T05:00:00Z&end=2022-01-05T04:59:59Z&limit=10000"
            + "&adjustment=split&feed=iex&sort=asc",
            _api.Requests[0].Path);
        Assert.EndsWith("&page_token=QUFQTHxE", _api.Requests[1].Path, StringComparison.Ordinal);
        Assert.All(
            _api.Requests,
            request => Assert.Equal((Key, Secret), (request.Headers["APCA-API-KEY-ID"], request.Headers["APCA-API-SECRET-KEY"])));
    }

    [Fact]
    public async Task Intraday_bars_are_in_New_York_time()
    {
        _api.Answer = _ => Results.Text(Page("AAPL", Bar("2022-01-03T14:30:00Z", 178, 179, 177, 178.5, 1000, 178.2), next: null));
        await using var source = Source();

        var fetched = await source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Intraday, From, To, default);

        Assert.Equal(BarTime.Of(From, new TimeOnly(9, 30)), fetched.Bars[0].Time);
        Assert.Contains("&timeframe=5Min&", _api.Requests[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_feed_of_all_exchanges_is_not_asked_for_the_last_minutes()
    {
        _api.Answer = _ => Results.Text("""{"bars":{},"next_page_token":null}""");
        await using var source = Source(options => options with { Feed = AlpacaFeed.Sip });

        await source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, new DateOnly(2026, 3, 11), new DateOnly(2026, 3, 11), default);

        Assert.Contains("&end=2026-03-11T23:44:00Z&", _api.Requests[0].Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BRK.B", "BRK.B")]
    [InlineData("BACpL", "BAC.PRL")]
    public async Task Tickers_are_in_the_notation_of_the_provider(string symbol, string ticker)
    {
        _api.Answer = _ => Results.Text(Page(ticker, Bar("2022-01-03T05:00:00Z", 1, 1, 1, 1, 1, 1), next: null));
        await using var source = Source();

        var fetched = await source.FetchBarsAsync(Symbol.Parse(symbol), Frequency.Daily, From, To, default);

        Assert.Equal(1, fetched.Bars.Count);
        Assert.Contains($"symbols={ticker}&", _api.Requests[0].Path, StringComparison.Ordinal);
        Assert.True(Ticker.TryParse(ticker, out var back) && back == Symbol.Parse(symbol));
    }

    [Theory]
    [InlineData("""{"bars":null,"next_page_token":null}""")]
    [InlineData("""{"bars":{},"next_page_token":null}""")]
    public async Task A_symbol_without_bars_has_none(string answer)
    {
        _api.Answer = _ => Results.Text(answer);
        await using var source = Source();

        Assert.Equal(0, (await source.FetchBarsAsync(Symbol.Parse("XYZ"), Frequency.Daily, From, To, default)).Bars.Count);
    }

    [Fact]
    public async Task Symbols_that_arrive_during_a_request_share_the_next_one()
    {
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _api.Hold = async () =>
        {
            arrived.TrySetResult();
            await release.Task;
        };
        _api.Answer = context => Results.Text(Page([.. Tickers(context).Where(ticker => ticker != "NONE")]));
        await using var source = Source();
        Task<FetchedBars> Fetch(string symbol, int days = 0, CancellationToken token = default) =>
            source.FetchBarsAsync(Symbol.Parse(symbol), Frequency.Daily, From.AddDays(-days), To, token);

        var first = Fetch("AAPL");
        await arrived.Task;
        using var cancellation = new CancellationTokenSource();
        var (cancelled, other) = (Fetch("GONE", 0, cancellation.Token), Fetch("OTHER", days: 30));
        Task<FetchedBars>[] together = [Fetch("BRK.B"), Fetch("NONE"), Fetch("MSFT"), Fetch("BRK.B")];
        await cancellation.CancelAsync();
        release.SetResult();
        await Task.WhenAll([first, other, .. together]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(["AAPL", "BRK.B,NONE,MSFT", "OTHER"], _api.Requests.Select(SymbolsOf).Order());
        Assert.Equal([1, 0, 0, 0], together.Select(fetched => fetched.Result.Requests));
        Assert.Equal([1, 0, 1, 1], together.Select(fetched => fetched.Result.Bars.Count));
    }

    [Theory]
    [InlineData(Frequency.Daily, 2022, 24)] // A hundred fit, of which 24 are fetched at a time.
    [InlineData(Frequency.Daily, 2019, 12)]
    [InlineData(Frequency.Intraday, 2022, 1)]
    public async Task A_plan_counts_a_request_for_the_symbols_that_share_it(Frequency frequency, int firstYear, int expected)
    {
        await using var source = Source();
        using var bounded = new BoundedSource(source, window: 24);
        var (from, to) = (new DateOnly(firstYear, 1, 3), new DateOnly(2022, 4, 1));

        var plan = new LoadPlan(250, 0, null, null, 0, 250, null) { SymbolsPerRequest = bounded.SymbolsPerRequest(frequency, from, to) };

        Assert.Equal((expected, (250 + expected - 1) / expected), (plan.SymbolsPerRequest, plan.Requests));
    }

    [Fact]
    public async Task A_symbol_that_the_provider_refuses_does_not_fail_the_others()
    {
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _api.Hold = async () =>
        {
            arrived.TrySetResult();
            await release.Task;
        };
        _api.Answer = context => Tickers(context).Contains("BAD")
            ? Results.Text("""{"message":"invalid symbol: BAD"}""", statusCode: 400)
            : Results.Text(Page(Tickers(context)));
        await using var source = Source();
        Task<FetchedBars> Fetch(string symbol) => source.FetchBarsAsync(Symbol.Parse(symbol), Frequency.Daily, From, To, default);

        var first = Fetch("AAPL");
        await arrived.Task;
        var (bad, good) = (Fetch("BAD"), Fetch("MSFT"));
        release.SetResult();

        Assert.Equal((1, 1), ((await first).Bars.Count, (await good).Bars.Count));
        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => bad);
        Assert.Contains("invalid symbol: BAD", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_caller_cancels_its_request()
    {
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _api.Hold = async () =>
        {
            arrived.TrySetResult();
            await release.Task;
        };
        await using var source = Source();
        using var cancellation = new CancellationTokenSource();

        var fetch = source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, From, To, cancellation.Token);
        await arrived.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        release.SetResult();
    }

    [Fact]
    public async Task Listings_are_the_active_assets_of_the_exchanges()
    {
        _api.Answer = _ => Results.Text(
            """
            [{"id":"904837e3","class":"us_equity","exchange":"NASDAQ","symbol":"AAPL","name":"Apple Inc. Common Stock","status":"active"},
             {"id":"2","class":"us_equity","exchange":"NYSE","symbol":"BAC.PRL","name":"Bank of America","status":"active"},
             {"id":"3","class":"us_equity","exchange":"OTC","symbol":"TCEHY","name":"Tencent","status":"active"}]
            """);
        await using var source = Source();

        var fetched = await source.FetchListingsAsync(default);

        Assert.Equal("/v2/assets?status=active&asset_class=us_equity", _api.Requests[0].Path);
        Assert.Equal(
            [new Listing(Symbol.Parse("AAPL"), "Apple Inc. Common Stock", "NASDAQ"), new(Symbol.Parse("BACpL"), "Bank of America", "NYSE")],
            fetched.Listings);
    }

    [Theory]
    [InlineData(401, """{"message": "unauthorized."}""", PriceSourceFailure.NotAuthorized, "it refused the API key (401: unauthorized)")]
    [InlineData(403, """{"message":"subscription does not permit querying recent SIP data"}""", PriceSourceFailure.Forbidden, "recent SIP")]
    [InlineData(400, """{"message":"invalid symbol: X"}""", PriceSourceFailure.BadData, "it responded with 400: invalid symbol: X")]
    [InlineData(200, "<html>", PriceSourceFailure.BadData, "not the expected JSON")]
    [InlineData(200, """{"bars":{"MSFT":[]}}""", PriceSourceFailure.BadData, "the response has bars of MSFT")]
    [InlineData(200, """{"bars":{"AAPL":[{"t":"2022-01-03T05:00:00Z"}]}}""", PriceSourceFailure.BadData, "a bar of the response lacks")]
    [InlineData(302, "", PriceSourceFailure.BadData, "it redirects (302)")]
    public async Task A_refusal_is_one_sentence_and_is_not_repeated(int status, string body, PriceSourceFailure failure, string reason)
    {
        _api.Answer = _ => Results.Text(body, statusCode: status);
        await using var source = Source();

        var problem = await Assert.ThrowsAsync<PriceSourceException>(
            () => source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, From, To, default));

        Assert.Equal((failure, 1, 1), (problem.Failure, problem.Requests, _api.Requests.Count));
        Assert.StartsWith("Alpaca returned no bars of AAPL: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_server_is_retried_and_the_requests_are_counted()
    {
        _api.Answer = _ => _api.Requests.Count < 3
            ? Results.StatusCode(503)
            : Results.Text(Page("AAPL", Bar("2022-01-03T05:00:00Z", 1, 1, 1, 1, 1, 1), next: null));
        await using var source = Source();

        var fetched = await source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, From, To, default);

        Assert.Equal((1, 3), (fetched.Bars.Count, fetched.Requests));
    }

    [Fact]
    public async Task The_key_is_in_no_message_and_no_log_even_if_the_server_repeats_it()
    {
        _api.Answer = _ => Results.Text($$"""{"message":"bad key {{Key}} with {{Secret.ToUpperInvariant()}}"}""", statusCode: 500);
        await using var source = Source();

        var problem = await Assert.ThrowsAsync<PriceSourceException>(
            () => source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, From, To, default));

        string[] texts =
            [problem.ToString(), source.Description, source.Name, Options.ToString(), .. _log.Messages.Select(message => message.Text)];
        Assert.Contains("bad key *** with ***", problem.Message, StringComparison.Ordinal);
        Assert.All(texts, text => Assert.DoesNotContain(Key, text, StringComparison.OrdinalIgnoreCase));
        Assert.All(texts, text => Assert.DoesNotContain(Secret, text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Requests_wait_for_the_quota()
    {
        _api.Answer = _ => Results.Text("""{"bars":{},"next_page_token":null}""");
        await using var source = Source(options => options with { RequestsPerMinute = 2 });
        // Those of one window would share a request.
        Task<FetchedBars> Fetch(int days) =>
            source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, From.AddDays(-days), To, default);
        await Task.WhenAll(Fetch(0), Fetch(1));

        var third = Fetch(2);
        await _time.WaitForTimerAsync(PriceSources.QuotaMinute);
        Assert.Equal((2, false), (_api.Requests.Count, third.IsCompleted));
        _time.Advance(PriceSources.QuotaMinute);
        await third;

        Assert.Equal(3, _api.Requests.Count);
    }

    [Theory]
    [InlineData(null, Secret)]
    [InlineData(Key, " ")]
    public void A_missing_key_names_its_variables(string? key, string? secret) =>
        Assert.Equal(
            ["Alpaca needs an API key: set APCA_API_KEY_ID and APCA_API_SECRET_KEY, or pass them in code."],
            new AlpacaOptions { Key = key, Secret = secret }.Validate());

    private AlpacaOptions Options => new()
    {
        DataAddress = _api.Address, TradingAddress = _api.Address, Key = Key, Secret = Secret,
        // The pauses of retries are real ones here.
        Rest = new RestOptions { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetries = 2 },
    };

    private AlpacaPriceSource Source(Func<AlpacaOptions, AlpacaOptions>? change = null) =>
        new(change?.Invoke(Options) ?? Options, change is null ? TimeProvider.System : _time, _log);

    private static string[] Tickers(HttpContext context) => context.Request.Query["symbols"].ToString().Split(',');

    private static string SymbolsOf(HttpRequestSeen request) => Uri.UnescapeDataString(request.Path.Split("symbols=")[1].Split('&')[0]);

    private static string Series(string ticker) => $"\"{ticker}\":[{Bar("2022-01-03T05:00:00Z", 1, 1, 1, 1, 1, 1)}]";

    private static string Page(string[] tickers) => $$"""{"bars":{{{string.Join(',', tickers.Select(Series))}}},"next_page_token":null}""";

    private static string Page(string ticker, string bar, string? next) =>
        $$"""{"bars":{"{{ticker}}":[{{bar}}]},"next_page_token":{{(next is null ? "null" : $"\"{next}\"")}}}""";

    private static string Bar(string time, double open, double high, double low, double close, long volume, double vwap) =>
        FormattableString.Invariant(
            $$"""{"t":"{{time}}","o":{{open}},"h":{{high}},"l":{{low}},"c":{{close}},"v":{{volume}},"n":123,"vw":{{vwap}}}""");
}
