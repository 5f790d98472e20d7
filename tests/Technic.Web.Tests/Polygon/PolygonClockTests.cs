using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Testing;
using Technic.Web.Polygon;

namespace Technic.Web.Tests.Polygon;

/// <summary>What the Polygon-compatible API answers at different times.</summary>
public sealed class PolygonClockTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly TemporaryFolder _folder = new();
    private ScriptedMarket _market = null!;
    private EmbeddedHost _host = null!;
    private WebServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _market = new ScriptedMarket(_time, [Symbol.Parse("KO")]);
        _host = new EmbeddedHost(_folder.Path, _market, _time);
        _server = await WebServer.StartAsync(_host.Engine, _time, new TechnicWebOptions { PassThrough = true });
        _http = new HttpClient { BaseAddress = _server.Address };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("2026-11-27T08:00", "closed")]
    [InlineData("2026-11-27T09:00", "extended-hours early")]
    [InlineData("2026-11-27T14:29", "extended-hours early")]
    [InlineData("2026-11-27T14:30", "open")]
    [InlineData("2026-11-27T18:00", "extended-hours after")] // A half day.
    [InlineData("2026-11-27T22:00", "closed")]
    [InlineData("2026-11-25T18:00", "open")]
    [InlineData("2026-11-25T21:00", "extended-hours after")]
    [InlineData("2026-11-26T16:00", "closed")] // Thanksgiving.
    [InlineData("2026-11-28T16:00", "closed")]
    public async Task The_status_follows_the_exchange_calendar(string utc, string market)
    {
        _time.SetUtcNow(DateTimeOffset.Parse(utc + "Z"));

        var status = await GetAsync("/v1/marketstatus/now");

        var hours = status.GetProperty("earlyHours").GetBoolean()
            ? " early" : status.GetProperty("afterHours").GetBoolean() ? " after" : "";
        Assert.Equal(market, status.GetProperty("market").GetString() + hours);
        Assert.Equal(_time.GetUtcNow(), status.GetProperty("serverTime").GetDateTimeOffset());
    }

    [Fact]
    public async Task Holidays_and_half_days_of_a_year_are_those_of_the_exchange()
    {
        _time.SetUtcNow(DateTimeOffset.Parse("2026-11-20T15:00Z"));

        var holidays = (await GetAsync("/v1/marketstatus/upcoming")).EnumerateArray()
            .Where(day => day.GetProperty("exchange").GetString() == "NYSE").ToArray();

        Assert.Equal(
            "2026-11-26 Thanksgiving,2026-11-27 Thanksgiving *,2026-12-24 Christmas *,2026-12-25 Christmas,2027-01-01 New Year's Day,"
            + "2027-01-18 Martin Luther King, Jr. Day,2027-02-15 Washington's Birthday,2027-03-26 Good Friday,2027-05-31 Memorial Day,"
            + "2027-06-18 Juneteenth,2027-07-05 Independence Day,2027-09-06 Labor Day",
            string.Join(',', holidays.Select(day => $"{day.GetProperty("date").GetString()} {day.GetProperty("name").GetString()}"
                + (day.GetProperty("status").GetString() == "early-close" ? " *" : ""))));
        Assert.Equal(("2026-11-27T14:30:00.000Z", "2026-11-27T18:00:00.000Z"),
            (holidays[1].GetProperty("open").GetString(), holidays[1].GetProperty("close").GetString()));
    }

    [Theory]
    [InlineData(9, 29, "OK")]
    [InlineData(9, 30, "DELAYED")]
    [InlineData(16, 14, "DELAYED")]
    [InlineData(16, 15, "OK")]
    public async Task Snapshots_are_delayed_while_a_session_is_not_published(int hour, int minute, string status)
    {
        _time.SetUtcNow(Clocks.At(2026, 3, 12, hour, minute));

        Assert.Equal(status, (await GetAsync("/v2/snapshot/locale/us/markets/stocks/tickers/KO")).GetProperty("status").GetString());
        Assert.Equal(status, (await GetAsync("/v2/snapshot/locale/us/markets/stocks/gainers")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("/v2/last/trade/KO", 1)]
    [InlineData("/v2/reference/news?limit=1", 60)]
    [InlineData("/v3/reference/conditions", 12 * 3_600)]
    [InlineData("/v2/aggs/ticker/I:SPX/range/1/day/2026-01-02/2026-02-01", 60)]
    [InlineData("/v4/new", null)]
    [InlineData("/vX/new", 60)]
    public async Task A_passed_answer_is_kept_as_long_as_its_rule_says(string path, int? seconds)
    {
        var number = 0;
        _market.Answer = _ => new ProviderAnswer(Encoding.UTF8.GetBytes($$"""{"number":{{++number}}}"""), 1);
        if (seconds is not { } life)
        {
            Assert.Equal(System.Net.HttpStatusCode.NotFound, (await _http.GetAsync(path)).StatusCode);
            Assert.Empty(_market.Passed);
            return;
        }

        var first = await NumberAsync();
        _time.Advance(TimeSpan.FromSeconds(life) - TimeSpan.FromMilliseconds(1));
        var kept = await NumberAsync();
        _time.Advance(TimeSpan.FromMilliseconds(2));
        var later = await NumberAsync();

        Assert.Equal((1, 1, 2), (first, kept, later));
        Assert.Equal(2, (await _host.Engine.GetStatisticsAsync(default)).ProviderRequests);

        async Task<int> NumberAsync() => (await GetAsync(path)).GetProperty("number").GetInt32();
    }

    public static TheoryData<string> Endpoints => [.. PolygonEndpoints.All.Select(endpoint => endpoint.Path)];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Every_endpoint_of_another_ticker_is_passed_on_or_served(string path)
    {
        _market.Answer = _ => new ProviderAnswer("""{"results":[]}"""u8.ToArray(), 1);
        var filled = Regex.Replace(path, @"\{(\*\*)?(\w+)\}", match => match.Groups[2].Value switch
        {
            "ticker" => "X:BTCUSD",
            "multiplier" => "1",
            "timespan" => "day",
            "direction" => "gainers",
            "from" or "to" or "date" => "2026-03-10",
            var other => other,
        });

        await GetAsync(filled);

        Assert.Equal(path.Contains("{ticker}") || PolygonEndpoints.All.Single(e => e.Path == path).Support is null || path == "/v3/snapshot"
            ? 1 : 0, _market.Passed.Count);
    }

    [Fact]
    public async Task A_failed_request_is_not_kept()
    {
        _market.Answer = _ => new ProviderAnswer(null, 3, "Polygon does not respond.", Core.Histories.PriceSourceFailure.Unavailable);
        using var failed = await _http.GetAsync("/v2/last/trade/KO");
        _market.Answer = _ => new ProviderAnswer("{}"u8.ToArray(), 1);

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.Empty((await GetAsync("/v2/last/trade/KO")).EnumerateObject());
    }

    [Fact]
    public async Task A_source_without_an_API_is_named()
    {
        using var answer = await _http.GetAsync("/v2/last/trade/KO");

        Assert.Equal("This server does not serve last trades itself. The price source of this server is not Polygon, so the request cannot "
            + "be passed on.", JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_cursor_of_Polygon_is_passed_on_and_not_taken_for_a_first_page()
    {
        _market.Answer = _ => new ProviderAnswer("""{"results":[]}"""u8.ToArray(), 1);

        await GetAsync("/v3/reference/tickers?cursor=YWN0aXZlPWZhbHNlJmxpbWl0PTI");

        Assert.Equal(["/v3/reference/tickers?cursor=YWN0aXZlPWZhbHNlJmxpbWl0PTI"], _market.Passed);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }
}
