using System.Net;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;

namespace Technic.Web.Tests.Polygon;

/// <summary>Bars in Polygon's format, from the cache.</summary>
public sealed class PolygonBarsTests : WebTest
{
    private static readonly Symbol Apple = Symbol.Parse("AAPL");

    [Fact]
    public async Task Daily_bars_are_in_Polygons_format_and_cached()
    {
        using var first = await Http.GetAsync(
            "/v2/aggs/ticker/AAPL/range/1/day/2026-02-02/2026-02-27?adjusted=true&sort=asc&limit=5000&apiKey=whatever");
        using var second = await Http.GetAsync("/v2/aggs/ticker/AAPL/range/1/day/2026-02-09/2026-02-13");

        var answer = await JsonOf(first);
        Assert.Equal(["ticker", "queryCount", "resultsCount", "adjusted", "results", "status", "request_id", "count"], NamesOf(answer));
        Assert.Equal(("AAPL", "OK", true, 19),
            (Text(answer, "ticker"), Text(answer, "status"), answer.GetProperty("adjusted").GetBoolean(),
                answer.GetProperty("resultsCount").GetInt32()));
        Assert.Equal(Expected(Frequency.Daily, new(2026, 2, 2), new(2026, 2, 27)), Bars(answer));
        Assert.Equal(("provider", "memory"), (Tier(first), Tier(second)));
        Assert.Equal(Expected(Frequency.Daily, new(2026, 2, 9), new(2026, 2, 13)), Bars(await JsonOf(second)));
        Assert.Single(Source.Calls);
    }

    [Theory]
    [InlineData("5", 78)]
    [InlineData("15", 26)]
    [InlineData("30", 13)]
    [InlineData("60", 7)]
    public async Task Intraday_bars_are_aggregated_from_five_minute_bars(string minutes, int bars)
    {
        var answer = await GetAsync($"/v2/aggs/ticker/AAPL/range/{minutes}/minute/2026-03-10/2026-03-10?limit=50000");

        Assert.Equal(bars, answer.GetProperty("resultsCount").GetInt32());
        var five = Source.Bars(Apple, Frequency.Intraday, new(2026, 3, 10), new(2026, 3, 10));
        var made = Bars(answer);
        Assert.Equal((five.Open[0], five.Close[^1], five.High.ToArray().Max(), five.Low.ToArray().Min()),
            (made[0].Open, made[^1].Close, made.Max(b => b.High), made.Min(b => b.Low)));
        Assert.Equal(five.Volume.ToArray().Sum(), made.Sum(bar => bar.Volume), 3);
        Assert.All(made, bar => Assert.Equal(0, bar.At / 60_000 % int.Parse(minutes)));
        if (minutes == "5") Assert.Equal(Expected(Frequency.Intraday, new(2026, 3, 10), new(2026, 3, 10)), made);
    }

    [Fact]
    public async Task Weeks_start_on_Sunday_months_on_the_first_and_both_are_complete()
    {
        var weeks = Bars(await GetAsync("/v2/aggs/ticker/AAPL/range/1/week/2026-02-04/2026-02-12"));
        var months = Bars(await GetAsync("/v2/aggs/ticker/AAPL/range/1/month/2026-01-20/2026-02-27"));
        var hours = Bars(await GetAsync("/v2/aggs/ticker/AAPL/range/1/hour/2026-03-10/2026-03-10"));

        Assert.Equal([new(2026, 2, 1), new(2026, 2, 8)], weeks.Select(bar => Day(bar.At)));
        Assert.Equal([new(2026, 1, 1), new(2026, 2, 1)], months.Select(bar => Day(bar.At)));
        var week = Source.Bars(Apple, Frequency.Daily, new(2026, 2, 2), new(2026, 2, 6));
        Assert.Equal((week.Open[0], week.Close[^1], week.High.ToArray().Max(), week.Volume.ToArray().Sum()),
            (weeks[0].Open, weeks[0].Close, weeks[0].High, weeks[0].Volume));
        Assert.Equal(7, hours.Length);
    }

    [Theory]
    [InlineData("2", "day", "2026-02-02/2026-02-06", "2026-02-02,2026-02-04,2026-02-06")]
    [InlineData("3", "week", "2026-01-07/2026-03-11", "2026-01-04,2026-01-25,2026-02-15,2026-03-08")]
    [InlineData("2", "month", "2025-11-20/2026-03-11", "2025-11-01,2026-01-01,2026-03-01")]
    [InlineData("1", "quarter", "2025-08-20/2026-03-11", "2025-07-01,2025-10-01,2026-01-01")]
    [InlineData("1", "year", "2024-08-20/2026-03-11", "2024-01-01,2025-01-01,2026-01-01")]
    public async Task Bars_of_any_size_begin_with_the_range(string multiplier, string timespan, string range, string days)
    {
        var bars = Bars(await GetAsync($"/v2/aggs/ticker/AAPL/range/{multiplier}/{timespan}/{range}"));

        Assert.Equal(days, string.Join(',', bars.Select(bar => $"{Day(bar.At):yyyy-MM-dd}")));
    }

    [Theory]
    [InlineData("/v1/open-close/AAPL/2026-03-08")]
    [InlineData("/v1/open-close/ZZZZ/2026-03-10")]
    [InlineData("/v2/snapshot/locale/us/markets/stocks/tickers/ZZZZ")]
    public async Task What_has_no_bars_is_not_found(string path)
    {
        Source.WithoutBars[Symbol.Parse("ZZZZ")] = true;
        using var answer = await Http.GetAsync(path);

        await ErrorOf(answer, HttpStatusCode.NotFound, "NOT_FOUND", "message");
    }

    [Fact]
    public async Task The_previous_close_of_a_ticker_without_bars_is_empty()
    {
        Source.WithoutBars[Symbol.Parse("ZZZZ")] = true;

        Assert.Equal(0, (await GetAsync("/v2/aggs/ticker/ZZZZ/prev")).GetProperty("resultsCount").GetInt32());
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task Pages_are_complete_and_next_url_accepts_an_appended_key(string sort)
    {
        var whole = Bars(await GetAsync($"/v2/aggs/ticker/BRK.B/range/1/day/2026-01-02/2026-03-11?sort={sort}"));
        var pages = new List<PolygonBar>();
        string? next = $"/v2/aggs/ticker/BRK.B/range/1/day/2026-01-02/2026-03-11?sort={sort}&limit=10";
        while (next is not null)
        {
            using var http = await Http.GetAsync(next + "&apiKey=secret");
            var answer = await JsonOf(http);
            var page = Bars(answer);
            Assert.InRange(page.Length, 1, 10);
            pages.AddRange(page);
            next = answer.TryGetProperty("next_url", out var address) ? address.GetString() : null;
            if (next is not null)
            {
                Assert.StartsWith($"{Server.Address}v2/aggs/ticker/BRK.B/range/1/day/2026-01-02/2026-03-11?cursor=", next,
                    StringComparison.Ordinal);
                Assert.DoesNotContain("secret", next, StringComparison.Ordinal);
            }
        }

        Assert.Equal(47, whole.Length);
        Assert.Equal(whole, pages);
        Assert.Single(Source.Calls);
    }

    [Fact]
    public async Task The_limit_counts_minutes_as_Polygons_does()
    {
        var answer = await GetAsync("/v2/aggs/ticker/AAPL/range/5/minute/2026-03-10/2026-03-10?limit=50");

        Assert.Equal(10, answer.GetProperty("resultsCount").GetInt32());
        Assert.True(answer.TryGetProperty("next_url", out _));
    }

    [Fact]
    public async Task A_range_in_milliseconds_includes_both_ends()
    {
        var (from, to) = (Milliseconds(new(2026, 2, 3)), Milliseconds(new(2026, 2, 5)));

        var answer = await GetAsync($"/v2/aggs/ticker/AAPL/range/1/day/{from}/{to}");

        Assert.Equal([new(2026, 2, 3), new(2026, 2, 4), new(2026, 2, 5)], Bars(answer).Select(bar => Day(bar.At)));
    }

    [Theory]
    [InlineData("ZZZZ", "2026-02-02/2026-02-27")]
    [InlineData("AAPL", "2026-03-14/2026-03-20")]
    [InlineData("AAPL", "2026-02-07/2026-02-08")]
    public async Task A_range_without_bars_has_no_results(string ticker, string range)
    {
        Source.WithoutBars[Symbol.Parse("ZZZZ")] = true;

        var answer = await GetAsync($"/v2/aggs/ticker/{ticker}/range/1/day/{range}");

        Assert.Equal(["ticker", "queryCount", "resultsCount", "adjusted", "status", "request_id", "count"], NamesOf(answer));
        Assert.Equal((0, "OK"), (answer.GetProperty("resultsCount").GetInt32(), Text(answer, "status")));
    }

    [Theory]
    [InlineData("AAPL/range/1/day/2026-02-27/2026-02-02", "The parameter 'to' cannot be a time that occurs before 'from'.")]
    [InlineData("AAPL/range/1/day/yesterday/2026-02-02",
        "Could not parse the time parameter: 'from'. Use YYYY-MM-DD or Unix MS Timestamps (got 'yesterday').")]
    [InlineData("AAPL/range/1/day/2026-02-02/20260231x", "Could not parse the time parameter: 'to'.")]
    [InlineData("AAPL/range/1/day/2026-02-02/2026-02-31", "Could not parse the time parameter: 'to'.")]
    [InlineData("AAPL/range/1/day/2026-02-02/1893-02-01", "The parameter 'to' cannot be a time that occurs before 'from'.")]
    [InlineData("AAPL/range/0/day/2026-02-02/2026-02-03", "Invalid parameter 'multiplier' (got '0')")]
    [InlineData("AAPL/range/1/minute/2026-02-02/2026-02-03",
        "Bars of 1 minute are not supported: use minutes in multiples of 5, hours, days")]
    [InlineData("AAPL/range/1/fortnight/2026-02-02/2026-02-03", "Bars of 1 fortnight are not supported")]
    [InlineData("A%2AB/range/1/day/2026-02-02/2026-02-03", "Invalid symbol 'A*B'")]
    [InlineData("X:BTCUSD/range/1/day/2026-02-02/2026-02-03", "'X:BTCUSD' is not of a US exchange")]
    [InlineData("AAPL/range/5/minute/2020-02-02/2026-02-03", "Intraday bars are available for the last 730 days; 2020-02-02 is earlier.")]
    [InlineData("AAPL/range/1/day/2026-02-02/2026-02-03?sort=up", "Invalid parameter 'sort' (got 'up'): expected asc or desc.")]
    [InlineData("AAPL/range/1/day/2026-02-02/2026-02-03?limit=0", "Invalid parameter 'limit' (got '0'): expected 1 to 50000.")]
    [InlineData("AAPL/range/1/day/2026-02-02/2026-02-03?limit=1&limit=2", "Duplicate parameter 'limit'")]
    [InlineData("AAPL/range/1/day/2026-02-02/2026-02-03?cursor=%FF%FF", "Invalid cursor")]
    [InlineData("AAPL/range/1/day/2026-02-02/2026-02-03?cursor=YWZ0ZXI9eA", "Invalid cursor")]
    public async Task Invalid_requests_are_rejected_in_Polygons_format(string path, string sentence)
    {
        using var answer = await Http.GetAsync($"/v2/aggs/ticker/{path}");

        Assert.Contains(sentence, await ErrorOf(answer, HttpStatusCode.BadRequest, "ERROR", "error"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v2/aggs/ticker/AAPL/range/1/day/2026-02-02/2026-02-03?adjusted=false")]
    [InlineData("/v2/aggs/ticker/AAPL/prev?adjusted=0")]
    [InlineData("/v1/open-close/AAPL/2026-03-10?adjusted=False")]
    [InlineData("/v1/indicators/sma/AAPL?adjusted=false")]
    public async Task A_source_without_splits_has_no_prices_as_traded(string path)
    {
        using var answer = await Http.GetAsync(path);

        Assert.Equal(
            "The price source of this server does not provide prices as traded (adjusted=false). Polygon as the source does. Pass-through "
            + "to Polygon is off on this server.",
            await ErrorOf(answer, HttpStatusCode.Forbidden, "NOT_AUTHORIZED", "message"));
    }

    [Theory]
    [InlineData("0001-01-01/2026-02-03?sort=desc&limit=2", "2026-02-03,2026-02-02")]
    [InlineData("1812-06-18/2026-02-03?sort=DESC&limit=2", "2026-02-03,2026-02-02")]
    [InlineData("2026-03-10/2200-01-01", "2026-03-10,2026-03-11")]
    [InlineData("2026-03-10/9999-12-31", "2026-03-10,2026-03-11")]
    [InlineData("2150-01-01/2250-01-01", "")]
    [InlineData("-86400000/2026-02-03?sort=desc&limit=1", "2026-02-03")]
    [InlineData("1770008400000/1770094800000", "2026-02-02,2026-02-03")]
    [InlineData("1770008400000000/1770094800000000", "2026-02-02,2026-02-03")]
    [InlineData("1770008400000000000/1770094800000000000", "2026-02-02,2026-02-03")]
    public async Task Far_times_and_finer_timestamps_are_times(string range, string days)
    {
        var answer = await GetAsync($"/v2/aggs/ticker/AAPL/range/1/day/{range}");

        var found = answer.TryGetProperty("results", out _) ? Bars(answer) : [];
        Assert.Equal(days, string.Join(',', found.Select(bar => Day(bar.At).ToString("yyyy-MM-dd"))));
    }

    [Theory]
    [InlineData("/v2/aggs/ticker/AAPL/range/1/day/2026-02-02/2026-02-03", HttpStatusCode.OK)]
    [InlineData("/v1/marketstatus/now", HttpStatusCode.OK)]
    [InlineData("/v3/trades/AAPL", HttpStatusCode.NotFound)]
    public async Task HEAD_is_answered_like_GET_without_a_body(string path, HttpStatusCode status)
    {
        using var answer = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal((status, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData(PriceSourceFailure.NotAuthorized, HttpStatusCode.Forbidden, "NOT_AUTHORIZED", "message")]
    [InlineData(PriceSourceFailure.Forbidden, HttpStatusCode.Forbidden, "NOT_AUTHORIZED", "message")]
    [InlineData(PriceSourceFailure.RateLimited, HttpStatusCode.TooManyRequests, "ERROR", "error")]
    [InlineData(PriceSourceFailure.BadData, HttpStatusCode.BadGateway, "ERROR", "error")]
    [InlineData(PriceSourceFailure.Unavailable, HttpStatusCode.ServiceUnavailable, "ERROR", "error")]
    public async Task A_provider_failure_is_returned_in_Polygons_format(
        PriceSourceFailure failure, HttpStatusCode status, string word, string field)
    {
        Source.Refuse = _ => new PriceSourceException(failure, "The provider is away.");

        using var answer = await Http.GetAsync("/v2/aggs/ticker/AAPL/range/1/day/2026-02-02/2026-02-03");

        Assert.Equal("The provider is away.", await ErrorOf(answer, status, word, field));
    }

    [Fact]
    public async Task Stale_prices_have_the_status_DELAYED()
    {
        await GetAsync("/v2/aggs/ticker/AAPL/range/1/day/2026-02-02/2026-03-11");
        Time.Advance(TimeSpan.FromDays(1));
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is away.");

        Assert.Equal("DELAYED", Text(await GetAsync("/v2/aggs/ticker/AAPL/range/1/day/2026-02-02/2026-03-11"), "status"));
    }

    [Theory]
    [InlineData("/v2/nothing", HttpStatusCode.NotFound, "NOT_FOUND", "message")]
    [InlineData("/v3/reference/conditions", HttpStatusCode.NotFound, "NOT_FOUND", "message")]
    [InlineData("/v1/nothing", HttpStatusCode.NotFound, "NOT_FOUND", "message")]
    [InlineData("/stocks/v1/short-volume", HttpStatusCode.NotFound, "NOT_FOUND", "message")]
    [InlineData("/stocks/v1/splits", HttpStatusCode.Forbidden, "NOT_AUTHORIZED", "message")]
    public async Task An_unsupported_Polygon_endpoint_returns_404_in_Polygons_format(
        string path, HttpStatusCode status, string word, string field)
    {
        using var answer = await Http.GetAsync(path);

        await ErrorOf(answer, status, word, field);
    }

    private static async Task<string> ErrorOf(HttpResponseMessage answer, HttpStatusCode status, string word, string field)
    {
        var json = await JsonOf(answer);
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {json}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["status", "request_id", field], NamesOf(json));
        Assert.Equal(word, Text(json, "status"));
        return Text(json, field)!;
    }

    private PolygonBar[] Expected(Frequency frequency, DateOnly from, DateOnly to)
    {
        var bars = Source.Bars(Apple, frequency, from, to);
        return [.. Enumerable.Range(0, bars.Count).Select(i => bars[i])
            .Select(bar => new PolygonBar(
                bar.Time.ToInstant().ToUnixTimeMilliseconds(), bar.Open, bar.High, bar.Low, bar.Close, bar.Volume))];
    }

    private static PolygonBar[] Bars(JsonElement answer) =>
    [
        .. answer.GetProperty("results").EnumerateArray().Select(bar => new PolygonBar(
            bar.GetProperty("t").GetInt64(), Number(bar, "o"), Number(bar, "h"), Number(bar, "l"), Number(bar, "c"), Number(bar, "v"))),
    ];

    private static DateOnly Day(long at) => NewYork.Date(DateTimeOffset.FromUnixTimeMilliseconds(at));

    private static long Milliseconds(DateOnly day) => NewYork.Instant(day, default).ToUnixTimeMilliseconds();

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string Tier(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("X-Technic-Tier"));

    private sealed record PolygonBar(long At, double Open, double High, double Low, double Close, double Volume);
}
