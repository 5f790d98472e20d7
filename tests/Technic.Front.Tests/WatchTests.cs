using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Technic.Core.Provider.Synthetic;

namespace Technic.Front.Tests;

/// <summary>Lists and watches through fronts: the cluster keeps them, so that every front has the same ones.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private readonly LocalSilo _silo = new(new SyntheticMarket(symbols: 12));
    private FrontUnderTest _front = null!;

    public async Task InitializeAsync()
    {
        await _silo.StartAsync();
        _front = await StartFrontAsync();
    }

    public async Task DisposeAsync()
    {
        await _front.DisposeAsync();
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task Lists_and_watches_of_one_front_are_those_of_another()
    {
        await using var other = await StartFrontAsync();

        await PutAsync(_front, "/api/lists/mine", """{"symbols": ["SYN00003", "SYN00001", "SYN00002"], "note": "mine"}""");
        await PutAsync(_front, "/api/watches/all", """{"scan": {"where": "close > 0", "lists": ["mine"], "minDollarVolume": 0}}""");
        using var check = await _front.Http.PostAsync("/api/watches/all/check", null);
        using var scan = await other.Http.PostAsync("/api/scans", Body("""{"lists": ["mine"], "minDollarVolume": 0, "top": 0}"""));
        var list = await JsonAsync(other, "/api/lists/mine");
        var watch = Assert.Single((await JsonAsync(other, "/api/watches")).EnumerateArray());

        Assert.True(check.IsSuccessStatusCode, await check.Content.ReadAsStringAsync());
        Assert.Equal(["SYN00003", "SYN00001", "SYN00002"], Texts(list.GetProperty("symbols")));
        var report = watch.GetProperty("report");
        Assert.Equal(
            ["SYN00001", "SYN00002", "SYN00003"],
            report.GetProperty("matches").EnumerateArray().Select(match => match.GetProperty("symbol").GetString()).Order());
        Assert.Equal((3, 0), (report.GetProperty("requested").GetInt32(), report.GetProperty("entered").GetArrayLength()));
        Assert.Equal(3, (await scan.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rows").GetArrayLength());

        using var deleted = await other.Http.DeleteAsync("/api/watches/all");
        using var gone = await _front.Http.PostAsync("/api/watches/all/check", null);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, gone.StatusCode));
    }

    [Fact]
    public async Task What_the_cluster_refuses_is_a_sentence()
    {
        await PutAsync(_front, "/api/lists/energy", """{"symbols": ["SYN00001"]}""");

        using var unknown = await _front.Http.PostAsync("/api/scans", Body("""{"lists": ["enrgy"]}"""));
        using var empty = await _front.Http.PutAsync("/api/watches/all", Body("""{"scan": {"lists": ["energy"]}}"""));
        using var missing = await _front.Http.GetAsync("/api/lists/enrgy");

        Assert.Equal(
            (HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.NotFound),
            (unknown.StatusCode, empty.StatusCode, missing.StatusCode));
        Assert.Equal("Unknown list 'enrgy' (did you mean 'energy'?).", await SentenceOfAsync(unknown));
        Assert.StartsWith("A watch needs a condition", await SentenceOfAsync(empty), StringComparison.Ordinal);
        Assert.Equal("Unknown list 'enrgy' (did you mean 'energy'?).", await SentenceOfAsync(missing));
    }

    [Fact]
    public async Task Without_a_silo_lists_and_watches_are_unavailable()
    {
        await _silo.KillAsync();
        await _front.UntilReadyIsAsync(HttpStatusCode.ServiceUnavailable);

        using var lists = await _front.Http.GetAsync("/api/lists");
        using var watch = await _front.Http.PutAsync("/api/watches/all", Body("""{"scan": {"where": "close > 0"}}"""));

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (lists.StatusCode, watch.StatusCode));
    }

    private async Task<FrontUnderTest> StartFrontAsync()
    {
        var front = await FrontUnderTest.StartAsync("--Technic:Cluster=localhost", $"--Technic:GatewayPort={_silo.GatewayPort}");
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        return front;
    }

    private static async Task PutAsync(FrontUnderTest front, string path, string body)
    {
        using var answer = await front.Http.PutAsync(path, Body(body));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static IEnumerable<string?> Texts(JsonElement texts) => texts.EnumerateArray().Select(text => text.GetString());

    private static async Task<string?> SentenceOfAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();

    private static StringContent Body(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static async Task<JsonElement> JsonAsync(FrontUnderTest front, string path) =>
        JsonElement.Parse(await front.Http.GetStringAsync(path));
}
