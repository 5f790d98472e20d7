using System.Globalization;
using System.Net;
using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Formulas.Library;
using Technic.Core.Histories;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Testing;

namespace Technic.Web.Tests;

/// <summary>Studies over HTTP: start, follow, fetch, cancel, and mistakes.</summary>
public sealed class StudiesApiTests : IAsyncLifetime
{
    private const string Month =
        """{"where": "close > sma(20)", "from": "2025-12-01", "to": "2026-01-30", "horizons": [1, 5], "costs": 10, "rankBy": "roc(20)"}""";

    private readonly TemporaryFolder _folder = new();
    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);
    private EmbeddedHost _host = null!;
    private WebServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _host = new EmbeddedHost(_folder.Path, new SyntheticMarket(symbols: 40, time: _time), _time);
        await ServeAsync(_host.Engine);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ServeAsync(IScanEngine engine)
    {
        var formulas = FormulaDefinitions.Parse("let above = close > sma(20);");
        _server = await WebServer.StartAsync(engine, _time, new TechnicWebOptions { Formulas = formulas });
        _http = new HttpClient { BaseAddress = _server.Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    private async Task<Uri> StartAsync(string body)
    {
        using var answer = await _http.PostAsync("/api/studies", WebTest.JsonBody(body));
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    private async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await _http.GetStringAsync(path));

    private async Task<JsonElement> EndOfAsync(Uri study)
    {
        while (true)
        {
            var status = await GetAsync($"{study}?wait=5");
            if (status.GetProperty("state").GetString() != "running") return status;
        }
    }

    [Fact]
    public async Task A_study_uses_the_named_formulas_of_the_server()
    {
        var plain = await StartAsync(Month);
        var named = await StartAsync(Month.Replace("close > sma(20)", "above", StringComparison.Ordinal));

        var (expected, actual) = (await EndOfAsync(plain), await EndOfAsync(named));

        Assert.Equal(SignalsOf(expected), SignalsOf(actual));
        Assert.True(SignalsOf(actual) > 0);

        static int SignalsOf(JsonElement study) => study.GetProperty("study").GetProperty("signals").GetInt32();
    }

    [Fact]
    public async Task A_study_of_a_list_has_its_symbols_and_one_of_an_unknown_list_is_not_started()
    {
        using var list = await _http.PutAsync(
            "/api/lists/mine", WebTest.JsonBody("""{"symbols": ["SYN00001", "SYN00002", "SYN00003"]}"""));
        var body = Month.TrimEnd('}') + """, "lists": ["mine"]}""";

        var study = (await EndOfAsync(await StartAsync(body))).GetProperty("study");
        using var refused = await _http.PostAsync(
            "/api/studies", WebTest.JsonBody(body.Replace("mine", "mime", StringComparison.Ordinal)));

        Assert.Equal(3, study.GetProperty("universeSymbols").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(
            "Unknown list 'mime' (did you mean 'mine'?).",
            JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_study_is_started_followed_and_fetched()
    {
        var at = await StartAsync(Month);
        var ended = await EndOfAsync(at);

        Assert.StartsWith("/api/studies/", $"{at}", StringComparison.Ordinal);
        Assert.Equal(("completed", JsonValueKind.Null), (ended.GetProperty("state").GetString(), ended.GetProperty("problem").ValueKind));
        var study = ended.GetProperty("study");
        Assert.Equal(("close > sma(20)", "2025-12-01"), (study.GetProperty("formula").GetString(), study.GetProperty("from").GetString()));
        Assert.Equal([1, 5], study.GetProperty("horizons").EnumerateArray().Select(horizon => horizon.GetProperty("sessions").GetInt32()));
        Assert.Equal(10, study.GetProperty("costs").GetDouble());
        Assert.Equal(10, study.GetProperty("ranks").GetProperty("horizons")[0].GetProperty("deciles").GetArrayLength());
        var listed = Assert.Single((await GetAsync("/api/studies")).EnumerateArray());
        Assert.False(listed.TryGetProperty("study", out _));
    }

    [Fact]
    public async Task The_figures_are_those_of_the_engine()
    {
        var request = new StudyRequest
        {
            Scan = StudyRequest.EveryRow with { Where = "close > sma(20)" }, From = new DateOnly(2025, 12, 1),
            To = new DateOnly(2026, 1, 30), Horizons = [1, 5], Costs = 10, RankBy = "roc(20)",
        };

        var expected = (await _host.Engine.StudyAsync([request], _ => { }, CancellationToken.None))[0];
        var study = (await EndOfAsync(await StartAsync(Month))).GetProperty("study");

        Assert.Equal(expected.Signals, study.GetProperty("signals").GetInt32());
        Assert.Equal(
            expected.Horizons.Select(horizon => horizon.ExcessMean),
            study.GetProperty("horizons").EnumerateArray().Select(horizon => horizon.GetProperty("excessMean").GetDouble()));
    }

    [Fact]
    public async Task A_study_has_exactly_the_described_fields()
    {
        var body = Month.TrimEnd('}')
            + """, "exit": "close < sma(20)", "positions": 3, "spread": true, "walkForward": "1m/1m", "sectors": ["Energy"]}""";
        var study = (await EndOfAsync(await StartAsync(body))).GetProperty("study");
        var shapes = (await GetAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");

        Same(study, shapes.GetProperty("StudyResult"));

        void Same(JsonElement value, JsonElement shape)
        {
            if (shape.TryGetProperty("oneOf", out var choices)) shape = choices[1];
            if (shape.TryGetProperty("$ref", out var reference)) shape = shapes.GetProperty(reference.GetString()!.Split('/')[^1]);
            if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in value.EnumerateArray()) Same(item, shape.GetProperty("items"));
            }
            if (value.ValueKind != JsonValueKind.Object || !shape.TryGetProperty("properties", out var properties)) return;
            Assert.Equal(Names(properties), Names(value));
            foreach (var property in value.EnumerateObject()) Same(property.Value, properties.GetProperty(property.Name));
        }

        static IEnumerable<string> Names(JsonElement json) =>
            json.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_signals_are_csv()
    {
        var at = await StartAsync(Month);
        var signals = (await EndOfAsync(at)).GetProperty("study").GetProperty("signals").GetInt32();

        using var answer = await _http.GetAsync($"{at}/signals");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("date,symbol,entry,return1,excess1,return5,excess5", lines[0]);
        Assert.Equal(signals, lines.Length - 1);
    }

    [Fact]
    public async Task Some_of_the_signals_are_those_of_the_whole_list()
    {
        var at = await StartAsync(Month);
        await EndOfAsync(at);

        var all = (await _http.GetStringAsync($"{at}/signals")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var some = (await _http.GetStringAsync($"{at}/signals?offset=5&limit=7")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var refused = await _http.GetAsync($"{at}/signals?offset=-1");

        Assert.Equal([all[0], .. all[6..13]], some);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task The_sessions_of_the_portfolio_are_csv_and_make_its_figures()
    {
        var at = await StartAsync(Month);
        var portfolio = (await EndOfAsync(at)).GetProperty("study").GetProperty("portfolio");

        var lines = (await _http.GetStringAsync($"{at}/portfolio")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        double[] returns = [.. lines[1..].Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))];

        Assert.Equal("date,return,afterCosts,market,names,turnover", lines[0]);
        var growth = returns.Aggregate(1.0, (equity, value) => equity * (1 + value));
        var afterCosts = portfolio.GetProperty("afterCosts").GetProperty("cagr").GetDouble();
        Assert.Equal(Math.Pow(growth, 252.0 / returns.Length) - 1, afterCosts, 1e-9);
    }

    [Fact]
    public async Task The_kept_studies_of_presets_have_their_market_and_their_day()
    {
        var request = new StudyRequest { Scan = StudyRequest.EveryRow with { Where = "close > sma(20)" }, Horizons = [1, 5] };
        Assert.Equal(0, (await GetAsync("/api/studies/presets")).GetArrayLength());
        var run = await _host.Engine.StudiesAsync(CancellationToken.None);
        var study = (await run.RunAsync([request], _ => { }, CancellationToken.None))[0];

        await run.KeepPresetsAsync([("breakout", study), ("momentum", study)], CancellationToken.None);
        _time.Advance(TimeSpan.FromDays(1));
        await run.KeepPresetsAsync([("momentum", study)], CancellationToken.None);

        var kept = (await GetAsync("/api/studies/presets")).EnumerateArray().ToDictionary(one => one.GetProperty("preset").GetString()!);
        Assert.Equal(["breakout", "momentum"], kept.Keys.Order());
        Assert.Equal(TimeSpan.FromDays(1), MadeAt("momentum") - MadeAt("breakout"));
        Assert.Equal(study.Horizons[1].ExcessMean, kept["breakout"].GetProperty("excessMean").GetDouble());
        Assert.Contains("ynthetic", kept["breakout"].GetProperty("market").GetString(), StringComparison.Ordinal);

        DateTime MadeAt(string preset) => kept[preset].GetProperty("madeAt").GetDateTime();
    }

    [Fact]
    public async Task The_figures_of_a_completed_study_are_kept_for_its_preset()
    {
        var study = await StartAsync("""{"preset": "pullback", "costs": 10, "horizons": [1, 20]}""");
        var figures = (await EndOfAsync(study)).GetProperty("study");

        using var answer = await _http.PutAsync($"/api/studies/presets/pullback?study={IdOf(study)}", null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var kept = Assert.Single((await GetAsync("/api/studies/presets")).EnumerateArray());
        Assert.Equal("pullback", kept.GetProperty("preset").GetString());
        Assert.Equal(figures.GetProperty("signals").GetInt32(), kept.GetProperty("signals").GetInt32());
        Assert.True(figures.GetProperty("signals").GetInt32() > 0);
    }

    [Theory]
    [InlineData("""{"preset": "pullback", "minPrice": 5}""", "pullback", HttpStatusCode.Conflict, "another condition, filters or symbols")]
    [InlineData("""{"preset": "breakout"}""", "pullback", HttpStatusCode.Conflict, "is not one of 'pullback' as it is")]
    [InlineData("""{"preset": "breakout", "to": "1995-01-03"}""", "breakout", HttpStatusCode.Conflict, "The study has no result: ")]
    [InlineData("""{"preset": "breakout"}""", "nothing", HttpStatusCode.NotFound, "Unknown preset.")]
    public async Task The_figures_of_another_study_are_not_kept(string body, string preset, HttpStatusCode status, string complaint)
    {
        var study = await StartAsync(body);
        await EndOfAsync(study);

        using var answer = await _http.PutAsync($"/api/studies/presets/{preset}?study={IdOf(study)}", null);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(complaint, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await GetAsync("/api/studies/presets")).GetArrayLength());
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("?study=unknown", HttpStatusCode.NotFound)]
    public async Task Without_a_study_nothing_is_kept(string query, HttpStatusCode status)
    {
        using var answer = await _http.PutAsync($"/api/studies/presets/breakout{query}", null);

        Assert.Equal(status, answer.StatusCode);
    }

    private static string IdOf(Uri study) => $"{study}".Split('/')[^1];

    [Theory]
    [InlineData("""{"where": "close >"}""", "where, position 8")]
    [InlineData("""{"where": "close > 1", "horizon": [1]}""", "Unknown field 'horizon' (did you mean 'horizons'?)")]
    [InlineData("""{"horizons": [5, 1]}""", "ascending")]
    [InlineData("""{"horizons": "5"}""", "expected a list of integers")]
    [InlineData("""{"entry": "open"}""", "expected next-open or close")]
    [InlineData("""{"from": "2026-09-01", "to": "2026-08-01"}""", "must not be after")]
    [InlineData("""{"days": 5}""", "Unknown field 'days'")]
    [InlineData("""{"adjust": "none"}""", "expected splits or total")]
    [InlineData("""{"capital": 1000}""", "capital requires positions")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("""{"where": "close > 1", "from": "2026-03-12"}""", "from must not be after today, 2026-03-11, not 2026-03-12.")]
    public async Task A_mistake_is_refused_at_once(string body, string complaint)
    {
        using var answer = await _http.PostAsync("/api/studies", WebTest.JsonBody(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            complaint, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Total_returns_of_prices_without_dividends_fail_with_a_sentence()
    {
        var ended = await EndOfAsync(await StartAsync("""{"where": "close > 1", "adjust": "total"}"""));

        Assert.Equal("failed", ended.GetProperty("state").GetString());
        Assert.Contains("adjust=total needs dividends", ended.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_without_prices_in_its_time_fails_with_a_sentence()
    {
        var ended = await EndOfAsync(await StartAsync("""{"where": "close > 1", "from": "1995-01-01", "to": "1995-01-01"}"""));

        Assert.Equal("failed", ended.GetProperty("state").GetString());
        Assert.Contains("There are no prices in that time", ended.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_study_is_gone()
    {
        await ReplaceAsync(new SlowEngine());
        var at = await StartAsync("""{"where": "close > 1"}""");
        JsonElement running;
        do running = await GetAsync($"{at}");
        while (running.GetProperty("step").ValueKind == JsonValueKind.Null);

        using var deleted = await _http.DeleteAsync(at);
        using var after = await _http.GetAsync(at);

        Assert.Equal(("running", "waiting"), (running.GetProperty("state").GetString(), running.GetProperty("step").GetString()));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task A_study_keeps_its_address_after_its_time_in_memory_and_after_a_restart_until_it_is_deleted()
    {
        var at = await StartAsync(Month);
        await EndOfAsync(at);
        var (study, signals) = (await _http.GetStringAsync(at), await _http.GetStringAsync($"{at}/signals"));

        _time.Advance(TimeSpan.FromDays(40));
        var later = await _http.GetStringAsync(at);
        await ReplaceAsync(_host.Engine);
        var restarted = await _http.GetStringAsync(at);
        var listed = Assert.Single((await GetAsync("/api/studies")).EnumerateArray());
        var kept = await _http.GetStringAsync($"{at}/signals");
        using var deleted = await _http.DeleteAsync(at);
        using var after = await _http.GetAsync(at);

        Assert.Equal((study, study, signals), (later, restarted, kept));
        Assert.EndsWith(listed.GetProperty("id").GetString()!, $"{at}", StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, after.StatusCode));
        Assert.Empty((await GetAsync("/api/studies")).EnumerateArray());
    }

    [Fact]
    public async Task The_oldest_studies_give_way_to_newer_ones()
    {
        var body = """{"where": "close > 1e9", "from": "2026-03-10", "horizons": [1]}""";
        var first = await StartAsync(body);
        await EndOfAsync(first);
        for (var i = 0; i < KeptStudy.Most; i++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await EndOfAsync(await StartAsync(body));
        }
        _time.Advance(TimeSpan.FromHours(1));

        using var oldest = await _http.GetAsync(first);

        Assert.Equal(HttpStatusCode.NotFound, oldest.StatusCode);
        Assert.Equal(KeptStudy.Most, (await GetAsync("/api/studies")).GetArrayLength());
    }

    [Fact]
    public async Task An_engine_without_studies_says_so()
    {
        await ReplaceAsync(new StubEngine(() => new InvalidOperationException()));

        using var answer = await _http.PostAsync("/api/studies", WebTest.JsonBody("""{"where": "close > 1"}"""));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task ReplaceAsync(IScanEngine engine)
    {
        _http.Dispose();
        await _server.DisposeAsync();
        await ServeAsync(engine);
    }

    /// <summary>An engine whose studies end only when they are cancelled.</summary>
    private sealed class SlowEngine : IScanEngine, IStudyEngine
    {
        public async Task<IReadOnlyList<StudyResult>> StudyAsync(
            IReadOnlyList<StudyRequest> requests, Action<string> progress, CancellationToken cancellationToken)
        {
            progress("waiting");
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        }

        public Task<IReadOnlyList<PresetStudy>> GetPresetStudiesAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<PresetStudy>>([]);

        public Task KeepPresetStudyAsync(string preset, StudyResult study, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
