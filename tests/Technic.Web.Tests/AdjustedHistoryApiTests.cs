using System.Net;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Testing;
using Technic.Web.Client;

namespace Technic.Web.Tests;

/// <summary>Histories in other forms than the kept one, from a source with splits and dividends.</summary>
public sealed class AdjustedHistoryApiTests : IAsyncLifetime
{
    private static readonly Symbol Acme = Symbol.Parse("ACME");
    private static readonly DateOnly Split = new(2026, 3, 2);

    private readonly TemporaryFolder _folder = new();
    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedMarket _market;
    private EmbeddedHost _host = null!;
    private WebServer _server = null!;
    private HttpClient _http = null!;

    public AdjustedHistoryApiTests() => _market = new ScriptedMarket(_time, [Acme]);

    public async Task InitializeAsync()
    {
        _market.Splits.Enqueue(new Split(Acme, Split, 4));
        _market.Dividends.Enqueue(new Dividend(Acme, new DateOnly(2026, 3, 9), 0.5));
        _host = new EmbeddedHost(_folder.Path, _market, _time);
        _server = await WebServer.StartAsync(_host.Engine, _time);
        _http = new HttpClient { BaseAddress = _server.Address };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<(JsonElement Json, string? Tag)> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return (JsonElement.Parse(text), answer.Headers.ETag?.Tag);
    }

    private static double[] Closes(JsonElement history) =>
        [.. history.GetProperty("bars").EnumerateArray().Select(bar => bar.GetProperty("close").GetDouble())];

    [Fact]
    public async Task The_form_of_the_prices_is_a_parameter_of_histories()
    {
        var (splits, tag) = await GetAsync("/api/history/ACME?days=20");
        var (none, noneTag) = await GetAsync("/api/history/ACME?days=20&adjust=none");
        var (total, totalTag) = await GetAsync("/api/history/ACME?days=20&adjust=total");

        Assert.Equal(("splits", "none", "total"), (Form(splits), Form(none), Form(total)));
        Assert.Equal(3, new HashSet<string?> { tag, noneTag, totalTag }.Count);
        // The scripted source gives bars that it takes for adjusted ones.
        Assert.Equal(Closes(splits)[0] * 4, Closes(none)[0], 1e-9);
        Assert.Equal(Closes(splits)[^1], Closes(none)[^1]);
        Assert.True(Closes(total)[0] < Closes(splits)[0]);

        static string? Form(JsonElement history) => history.GetProperty("adjust").GetString();
    }

    [Fact]
    public async Task The_analysis_of_the_chart_has_the_same_prices()
    {
        var (none, _) = await GetAsync("/api/history/ACME?days=20&adjust=none");

        var (analysis, _) = await GetAsync("/api/analysis/ACME?days=20&adjust=none");

        Assert.Equal(Closes(none), Closes(analysis.GetProperty("history")));
        Assert.Equal(Closes(none)[^1], analysis.GetProperty("row").GetProperty("close").GetDouble());
    }

    [Fact]
    public async Task The_Polygon_compatible_bars_are_as_traded_with_adjusted_false()
    {
        const string Range = "/v2/aggs/ticker/ACME/range/1/day/2026-02-27/2026-03-10";
        var (adjusted, _) = await GetAsync(Range);
        var (traded, _) = await GetAsync($"{Range}?adjusted=false");

        Assert.Equal((true, false), (adjusted.GetProperty("adjusted").GetBoolean(), traded.GetProperty("adjusted").GetBoolean()));
        Assert.Equal(First(adjusted) * 4, First(traded), 1e-9);

        static double First(JsonElement answer) => answer.GetProperty("results")[0].GetProperty("c").GetDouble();
    }

    [Fact]
    public async Task The_client_of_a_server_gets_the_form_that_it_requests()
    {
        using var client = new ServerEngine(_server.Address, TimeProvider.System);
        var key = new PriceHistoryKey(Acme, 20, Frequency.Daily);

        var there = await _host.Engine.GetHistoryAsync(key, PriceAdjustment.None, default);
        var here = await client.GetHistoryAsync(key, PriceAdjustment.None, default);

        Assert.True(there.History!.Bars.HasSameBars(here.History!.Bars));
    }

    [Theory]
    [InlineData("adjust=dividends", "Unknown adjustment 'dividends': expected splits, none, total.")]
    public async Task An_unknown_form_is_refused(string query, string sentence)
    {
        using var answer = await _http.GetAsync($"/api/history/ACME?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var detail = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("detail").GetString();
        Assert.Contains(sentence, detail, StringComparison.Ordinal);
    }
}
