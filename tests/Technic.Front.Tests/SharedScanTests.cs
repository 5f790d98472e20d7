using System.Net;
using System.Text;
using System.Text.Json;
using Technic.Testing;

namespace Technic.Front.Tests;

/// <summary>A kept scan that is started on one front and used on another one.</summary>
public sealed class SharedScanTests
{
    private const string Body = """{"symbols": ["AAPL", "MSFT", "KO"], "minDollarVolume": 0, "days": 90}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ScriptedSource _source = new(TimeProvider.System);

    [Fact]
    public async Task Another_front_reports_follows_and_pages_a_scan()
    {
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var first = await StartAsync(silo);
        await using var second = await StartAsync(silo);
        var gate = new TaskCompletionSource();
        _source.Hold = (_, token) => gate.Task.WaitAsync(token);

        var location = await BeginAsync(first);
        var running = await JsonAsync(second, location);
        var stream = second.Http.GetStringAsync($"{location}/stream");
        gate.SetResult();
        var events = (await stream).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var ended = await JsonAsync(second, location);
        var page = await JsonAsync(second, $"{location}/rows?offset=1&limit=1");

        Assert.Equal("running", running.GetProperty("state").GetString());
        Assert.Contains("event: started\nid: 1\n", events[0], StringComparison.Ordinal);
        Assert.StartsWith("event: completed\n", events[^1], StringComparison.Ordinal);
        Assert.Equal(("completed", 3), (ended.GetProperty("state").GetString(), ended.GetProperty("rows").GetInt32()));
        Assert.Equal((3, 1), (page.GetProperty("total").GetInt32(), page.GetProperty("rows").GetArrayLength()));
        Assert.Equal(
            ended.GetProperty("id").GetString(),
            Assert.Single((await JsonAsync(second, "/api/scans")).EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(3, _source.Calls.Count);
    }

    [Fact]
    public async Task Another_front_cancels_a_scan_and_both_forget_it()
    {
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var first = await StartAsync(silo);
        await using var second = await StartAsync(silo);
        _source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        var location = await BeginAsync(first);
        Assert.True(SpinWait.SpinUntil(() => _source.InFlight == 3, Patience));

        using var deleted = await second.Http.DeleteAsync(location);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.True(SpinWait.SpinUntil(() => _source.InFlight == 0, Patience));
        foreach (var front in (FrontUnderTest[])[first, second])
        {
            using var gone = await front.Http.GetAsync(location);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
    }

    [Fact]
    public async Task A_scan_continues_when_its_front_stops()
    {
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var second = await StartAsync(silo);
        var gate = new TaskCompletionSource();
        _source.Hold = (_, token) => gate.Task.WaitAsync(token);
        Uri location;
        await using (var first = await StartAsync(silo)) location = await BeginAsync(first);
        gate.SetResult();

        var events = await second.Http.GetStringAsync($"{location}/stream");

        Assert.Contains("event: completed\n", events, StringComparison.Ordinal);
    }

    private static async Task<FrontUnderTest> StartAsync(LocalSilo silo)
    {
        var front = await FrontUnderTest.StartAsync("--Technic:Cluster=localhost", $"--Technic:GatewayPort={silo.GatewayPort}");
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        return front;
    }

    private static async Task<Uri> BeginAsync(FrontUnderTest front)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/scans")
        {
            Content = new StringContent(Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Prefer", "respond-async");
        using var answer = await front.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.Location!;
    }

    private static async Task<JsonElement> JsonAsync(FrontUnderTest front, object path) =>
        JsonElement.Parse(await front.Http.GetStringAsync($"{path}"));
}
