using System.Net;

namespace Technic.Web.Tests;

public sealed class EngineApiTests : WebTest
{
    [Fact]
    public async Task The_embedded_engine_has_one_process_with_queue_and_rate_limit()
    {
        await ScanAsync("""{"symbols": ["AAPL", "MSFT"], "minDollarVolume": 0}""");

        var told = await GetAsync("/api/engine");

        Assert.Equal("embedded", told.GetProperty("kind").GetString());
        Assert.Equal(Source.Name, told.GetProperty("source").GetString());
        var process = Assert.Single(told.GetProperty("processes").EnumerateArray());
        Assert.True(process.GetProperty("alive").GetBoolean());
        Assert.Equal(2, process.GetProperty("statistics").GetProperty("misses").GetInt32());
        var writes = process.GetProperty("writes");
        Assert.Equal(2, writes.GetProperty("queued").GetInt32() + writes.GetProperty("written").GetInt32());
        Assert.Equal(Time.GetUtcNow(), process.GetProperty("startedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task An_engine_without_status_returns_501()
    {
        await using var server = await WebServer.StartAsync(new StubEngine(() => new InvalidOperationException()), Time);
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(server.Address, "/api/engine"));

        Assert.Equal("This engine does not report its processes.", await ProblemOf(answer, HttpStatusCode.NotImplemented));
    }
}
