using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Sources.Rest;
using Technic.Sources.Tiingo;
using Technic.Testing;

namespace Technic.Sources.Tests;

/// <summary>The Tiingo source against a server with the responses of Tiingo's documentation.</summary>
public sealed class TiingoPriceSourceTests : IAsyncLifetime
{
    private const string Key = "0123456789abcdef0123456789abcdef01234567";
    private static readonly DateOnly From = new(2020, 8, 28);
    private static readonly DateOnly To = new(2020, 8, 31);

    // Apple's 4-for-1 split of 31 August 2020.
    private const string Split =
        """
        [{"date":"2020-08-28T00:00:00.000Z","close":499.23,"high":505.77,"low":498.31,"open":504.05,"volume":46907479,"adjClose":121.5,
          "adjHigh":123.1,"adjLow":121.3,"adjOpen":122.7,"adjVolume":187629916,"divCash":0.0,"splitFactor":1.0},
         {"date":"2020-08-31T00:00:00.000Z","close":129.04,"high":131.0,"low":126.0,"open":127.58,"volume":223505733,"adjClose":125.7,
          "adjHigh":127.6,"adjLow":122.7,"adjOpen":124.2,"adjVolume":223505733,"divCash":0.0,"splitFactor":4.0}]
        """;

    private readonly ListLogger<TiingoPriceSource> _log = new();
    private FakeApi _api = null!;

    public async Task InitializeAsync() => _api = await FakeApi.StartAsync();

    public Task DisposeAsync() => _api.DisposeAsync().AsTask();

    [Fact]
    public async Task Prices_as_traded_are_adjusted_for_splits_and_not_for_dividends()
    {
        _api.Answer = _ => Results.Text(Split);
        using var source = Source();

        var fetched = await source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, From, To, default);

        Assert.Equal("/tiingo/daily/AAPL/prices?startDate=2020-08-28&endDate=2020-08-31&format=json", _api.Requests[0].Path);
        Assert.Equal($"Token {Key}", _api.Requests[0].Headers["Authorization"]);
        Assert.Equal(
            new Bar(BarTime.OfDay(From), 504.05 / 4, 505.77 / 4, 498.31 / 4, 499.23 / 4, 46907479 * 4.0), fetched.Bars[0]);
        Assert.Equal(new Bar(BarTime.OfDay(To), 127.58, 131, 126, 129.04, 223505733), fetched.Bars[1]);
    }

    [Theory]
    [InlineData("BRK.B", "BRK-B")]
    [InlineData("BACpL", "BAC-P-L")]
    [InlineData("AAPL", "AAPL")]
    public async Task Tickers_are_in_the_notation_of_the_provider(string symbol, string ticker)
    {
        _api.Answer = _ => Results.Text("[]");
        using var source = Source();

        await source.FetchBarsAsync(Symbol.Parse(symbol), Frequency.Daily, From, To, default);

        Assert.StartsWith($"/tiingo/daily/{ticker}/prices?", _api.Requests[0].Path, StringComparison.Ordinal);
        Assert.True(Ticker.TryParse(ticker, out var back) && back == Symbol.Parse(symbol));
    }

    [Fact]
    public async Task The_requests_of_an_hour_are_limited_and_the_plan_says_how_long_they_wait()
    {
        _api.Answer = _ => Results.Text("[]");
        var time = new TimerTrackingTimeProvider(Clocks.WednesdayEvening);
        var options = new TiingoOptions { Key = Key, RequestsPerMinute = 3, RequestsPerHour = 2 }.At(_api.Address);
        using var source = new TiingoPriceSource(options, time, _log);

        for (var i = 0; i < 2; i++) await CountsAsync(source);
        var third = CountsAsync(source);
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(3601));
        Assert.Equal(2, _api.Requests.Count);
        time.Advance(TimeSpan.FromSeconds(3601));

        Assert.Equal((0, 1), await third);
        Assert.Equal((2, TimeSpan.Zero), (source.RequestsPerHour, source.TimeFor(2)));
        Assert.InRange(source.TimeFor(3)!.Value, TimeSpan.FromHours(1), TimeSpan.FromHours(1.1));
    }

    [Theory]
    [InlineData(TiingoOptions.FreePlan, TiingoOptions.FreePlan)]
    [InlineData(200, null)]
    [InlineData(null, null)]
    public void The_limit_of_an_hour_is_that_of_the_free_plan_with_its_rate(int? perMinute, int? perHour) =>
        Assert.Equal(perHour, new TiingoOptions { RequestsPerMinute = perMinute }.RequestsPerHour);

    [Fact]
    public async Task An_unknown_ticker_has_no_bars()
    {
        _api.Answer = _ => Results.Text("""{"detail":"Error: Ticker 'XYZZ' not found"}""", statusCode: 404);
        using var source = Source();

        Assert.Equal((0, 1), await CountsAsync(source));
    }

    [Fact]
    public async Task Intraday_bars_are_refused_without_a_request()
    {
        using var source = Source();

        var problem = await Assert.ThrowsAsync<PriceSourceException>(
            () => source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Intraday, From, To, default));

        Assert.Equal("The source tiingo has daily bars only, not intraday bars.", problem.Message);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public async Task Listings_are_the_stocks_and_funds_that_trade_on_US_exchanges()
    {
        _api.Answer = _ => Results.Bytes(Zip(
            """
            ticker,exchange,assetType,priceCurrency,startDate,endDate
            AAPL,NASDAQ,Stock,USD,1980-12-12,2026-03-10
            brk-b,NYSE,Stock,USD,1996-05-09,2026-03-11
            SPY,NYSE ARCA,ETF,USD,1993-01-29,2026-03-11
            VFIAX,NMFQS,Mutual Fund,USD,2000-11-13,2026-03-11
            600000,SHG,Stock,CNY,1999-11-10,2026-03-11
            TWTR,NYSE,Stock,USD,2013-11-07,2022-10-27
            OTCQX,OTCMKTS,Stock,USD,2013-11-07,2026-03-11
            """));
        using var source = Source();

        var fetched = await source.FetchListingsAsync(default);

        Assert.Equal(
            [
                new Listing(Symbol.Parse("AAPL"), Exchange: "NASDAQ"), new(Symbol.Parse("BRK.B"), Exchange: "NYSE"),
                new(Symbol.Parse("SPY"), Exchange: "NYSE ARCA") { Type = "ETF" },
            ],
            fetched.Listings);
        Assert.False(_api.Requests[0].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_used_up_quota_pauses_and_the_key_stays_secret()
    {
        _api.Answer = context =>
        {
            context.Response.Headers.RetryAfter = "0";
            return _api.Requests.Count > 1
                ? Results.Text(Split)
                : Results.Text($$"""{"detail":"Token {{Key}} has run over its hourly limit"}""", statusCode: 429);
        };
        using var source = Source();

        Assert.Equal((2, 2), await CountsAsync(source));
        Assert.All(_log.Messages, message => Assert.DoesNotContain(Key, message.Text, StringComparison.Ordinal));
        Assert.NotEmpty(_log.Messages);
    }

    [Fact]
    public async Task A_refusal_with_the_status_of_a_success_is_quoted()
    {
        _api.Answer = _ => Results.Text("""{"detail":"You do not have permission to access this data."}""");
        using var source = Source();

        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => CountsAsync(source));

        Assert.Equal(PriceSourceFailure.BadData, problem.Failure);
        Assert.EndsWith(
            "the response is not a list of days (You do not have permission to access this data).", problem.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_that_is_too_large_is_not_requested_again()
    {
        _api.Answer = _ => Results.Text(new string(' ', (1 << 20) + 1));
        using var source = Source(maxAnswerBytes: 1 << 20);

        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => CountsAsync(source));

        Assert.Equal((PriceSourceFailure.BadData, 1), (problem.Failure, problem.Requests));
        Assert.EndsWith("the response is larger than 1 MB.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_wait_is_an_error_at_once()
    {
        _api.Answer = context =>
        {
            context.Response.Headers.RetryAfter = "1800";
            return Results.Text("""{"detail":"You have run over your hourly request allocation."}""", statusCode: 429);
        };
        using var source = Source();

        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => CountsAsync(source));

        Assert.Equal((PriceSourceFailure.RateLimited, 1), (problem.Failure, problem.Requests));
        Assert.Contains("hourly request allocation) for 30 minutes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_most_requests_fail_no_more_are_sent()
    {
        _api.Answer = _ => Results.StatusCode(500);
        using var source = Source();

        for (var i = 0; i < 6; i++) await Assert.ThrowsAsync<PriceSourceException>(() => CountsAsync(source));
        var sent = _api.Requests.Count;
        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => CountsAsync(source));

        Assert.Equal((sent, 0), (_api.Requests.Count, problem.Requests));
        Assert.Contains(
            "too many recent requests failed (it responded with 500); no more requests for ", problem.Message, StringComparison.Ordinal);
    }

    private async Task<(int Bars, int Requests)> CountsAsync(TiingoPriceSource source)
    {
        var fetched = await source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, From, To, default);
        return (fetched.Bars.Count, fetched.Requests);
    }

    private TiingoPriceSource Source(int maxAnswerBytes = 64 << 20)
    {
        var options = new TiingoOptions
        {
            Key = Key,
            RequestsPerMinute = null,
            Rest = new RestOptions { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetries = 2, MaxAnswerBytes = maxAnswerBytes },
        };
        return new TiingoPriceSource(options.At(_api.Address), new StoppedClock(), _log);
    }

    private static byte[] Zip(string csv)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("supported_tickers.csv").Open())
            entry.Write(Encoding.UTF8.GetBytes(csv));
        return bytes.ToArray();
    }

    /// <summary>A clock that shows one moment, with real timers.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Clocks.WednesdayEvening;
    }
}
