using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Rating;
using Technic.Embedded;
using Technic.Testing;

namespace Technic.Web.Tests;

/// <summary>An own indicator and an own score of the engine in the process, over HTTP.</summary>
public sealed class OwnMethodsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);
    private EmbeddedEngine _engine = null!;
    private WebServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _engine = await EmbeddedEngine.OpenAsync(
            options => options.UseSynthetic(symbols: 40).UseSqlite(_folder.Path).AddIndicator(new Gain()).UseScore(new Fixed()),
            time: _time);
        // AddTechnic registers the methods too.
        _server = await WebServer.StartAsync(_engine, _time, configure: services => services.AddSingleton(_engine.Methods));
        _http = new HttpClient { BaseAddress = _server.Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_catalogue_for_help_and_completion_has_the_indicator()
    {
        var catalogue = await GetAsync("/api/formulas");

        var gain = catalogue.GetProperty("functions").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == "gain");
        Assert.Equal(("Own", "gain(x, 1)"), (gain.GetProperty("family").GetString(), gain.GetProperty("signature").GetString()));
    }

    [Theory]
    [InlineData("where", "gain(5) > 3")]
    [InlineData("column", "gain(volume, 5)")]
    [InlineData("series", "weekly.gain(2)")]
    public async Task A_formula_with_the_indicator_is_valid_where_it_is_typed(string use, string formula)
    {
        var check = await GetAsync($"/api/formulas/check?use={use}&formula={Uri.EscapeDataString(formula)}");

        Assert.True(check.GetProperty("valid").GetBoolean(), check.ToString());
    }

    [Fact]
    public async Task A_scan_of_the_page_uses_both()
    {
        using var answer = await _http.PostAsJsonAsync(
            "/api/scans", new { where = "gain(5) > -100", columns = new[] { "g: gain(5)" }, minRating = 12, top = 3 });

        var run = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, run.ToString());
        Assert.Contains("12.5", run.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_draws_the_indicator()
    {
        var series = await GetAsync("/api/series/SYN00001?columns=g:%20gain(5)");

        Assert.Contains("\"g\"", series.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_explanation_of_a_symbol_is_that_of_the_score()
    {
        var row = await GetAsync("/api/rows/SYN00001");

        Assert.Equal("always 12.5", row.GetProperty("formula").GetString());
    }

    [Fact]
    public async Task The_analysis_of_a_symbol_is_that_of_the_score()
    {
        var analysis = await GetAsync("/api/analysis/SYN00001");

        Assert.Equal("always 12.5", analysis.GetProperty("formula").GetString());
    }

    [Fact]
    public async Task A_study_can_have_the_indicator_as_its_condition()
    {
        using var answer = await _http.PostAsJsonAsync("/api/studies", new { where = "gain(5) > 3 and rating > 12" });

        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    private Task<JsonElement> GetAsync(string path) => _http.GetFromJsonAsync<JsonElement>(path);

    private sealed class Fixed : IScoring
    {
        public string Name => "Fixed";

        public Score Rate(ScanRow row) => Score.Of(12.5, Signal.Neutral);

        public RatingExplanation Explain(ScanRow row) => new([], row.Score, "always 12.5");
    }
}
