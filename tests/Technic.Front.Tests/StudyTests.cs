using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Front.Tests;

/// <summary>Studies through fronts, of a cluster with an own function and an own score: start, follow, fetch, keep, cancel.</summary>
public sealed class StudyTests : IAsyncLifetime
{
    private static readonly ScanMethods Methods = ScanMethods.BuiltIn.With(new Gain()).With(new Contrary());

    private readonly LocalSilo _silo = new(new SyntheticMarket(symbols: 40), methods: Methods);
    private FrontUnderTest _front = null!;

    public async Task InitializeAsync()
    {
        await _silo.StartAsync();
        _front = await StartFrontAsync(Methods);
    }

    public async Task DisposeAsync()
    {
        await _front.DisposeAsync();
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task A_study_is_started_followed_fetched_on_another_front_kept_for_its_preset_and_cancelled()
    {
        var page = await _front.Http.GetStringAsync("/study");
        var at = await StartAsync("""{"preset": "pullback", "costs": 10}""");
        var ended = await EndOfAsync(at);
        await using var other = await StartFrontAsync(Methods);
        var found = await JsonAsync(other, at);
        var signals = (await other.Http.GetStringAsync($"{at}/signals")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var kept = await other.Http.PutAsync($"/api/studies/presets/pullback?study={at.Split('/')[^1]}", null);
        var figures = Assert.Single((await JsonAsync(_front, "/api/studies/presets")).EnumerateArray());
        using var cancelled = await other.Http.DeleteAsync(at);
        using var gone = await _front.Http.GetAsync(at);

        Assert.Contains("id=\"study-page\"", page, StringComparison.Ordinal);
        var study = ended.GetProperty("study");
        Assert.Equal("completed", ended.GetProperty("state").GetString());
        Assert.Equal(study.ToString(), found.GetProperty("study").ToString());
        Assert.Equal(study.GetProperty("signals").GetInt32(), signals.Length - 1);
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        Assert.Equal(
            ("pullback", study.GetProperty("signals").GetInt32(), true),
            (figures.GetProperty("preset").GetString(), figures.GetProperty("signals").GetInt32(),
                figures.GetProperty("market").GetString()!.Contains("ynthetic", StringComparison.Ordinal)));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (cancelled.StatusCode, gone.StatusCode));
    }

    [Fact]
    public async Task Own_functions_and_the_own_score_are_those_of_scans_studies_help_and_explanations()
    {
        const string Scan = """{"where": "gain(5) > -100", "columns": ["g: gain(5)"], "minRating": -100, "minDollarVolume": 0}""";
        var check = await JsonAsync(_front, "/api/formulas/check?use=where&formula=gain(5)%20%3E%203");
        using var scan = await _front.Http.PostAsync("/api/scans", Body(Scan));
        var row = await JsonAsync(_front, "/api/rows/SYN00001");
        var study = await EndOfAsync(await StartAsync("""{"where": "gain(5) > 3"}"""));
        // Another front without them says so.
        await using var usual = await StartFrontAsync(null);
        using var unknown = await usual.Http.PostAsync("/api/scans", Body(Scan));
        using var refused = await usual.Http.PostAsync("/api/scans", Body("{}"));

        Assert.True(check.GetProperty("valid").GetBoolean());
        Assert.True(scan.IsSuccessStatusCode, await scan.Content.ReadAsStringAsync());
        Assert.Equal("contrary", row.GetProperty("formula").GetString());
        Assert.True(study.GetProperty("study").GetProperty("signals").GetInt32() > 0);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (unknown.StatusCode, refused.StatusCode));
        Assert.Contains("Unknown function 'gain'", await SentenceOfAsync(unknown), StringComparison.Ordinal);
        Assert.StartsWith(
            "A silo rates by 'Contrary', and its caller by the TechRating.", await SentenceOfAsync(refused), StringComparison.Ordinal);
    }

    private async Task<FrontUnderTest> StartFrontAsync(ScanMethods? methods)
    {
        var front = await FrontUnderTest.StartAsync(
            methods, "--Technic:Cluster=localhost", $"--Technic:GatewayPort={_silo.GatewayPort}");
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        return front;
    }

    private async Task<string> StartAsync(string body)
    {
        using var answer = await _front.Http.PostAsync("/api/studies", Body(body));
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return $"{answer.Headers.Location}";
    }

    private async Task<JsonElement> EndOfAsync(string study)
    {
        while (true)
        {
            var status = await JsonAsync(_front, $"{study}?wait=10");
            if (status.GetProperty("state").GetString() != "running") return status;
        }
    }

    private static async Task<string?> SentenceOfAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();

    private static StringContent Body(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static async Task<JsonElement> JsonAsync(FrontUnderTest front, string path) =>
        JsonElement.Parse(await front.Http.GetStringAsync(path));
}
