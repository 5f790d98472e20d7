using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Technic.Testing;

namespace Technic.Web.Tests;

/// <summary>Responses for engine failures, and health checks.</summary>
public sealed class ProblemTests
{
    private const string Secret = "password=hunter2";

    [Theory]
    [InlineData("GET", "/api/history/AAPL")]
    [InlineData("GET", "/api/cache/stats")]
    [InlineData("DELETE", "/api/cache/memory")]
    [InlineData("POST", "/api/scans")]
    [InlineData("POST", "/api/scans/stream")]
    [InlineData("GET", "/api/scans/stream")]
    public async Task An_unavailable_engine_returns_503(string method, string path)
    {
        await using var server = await StartAsync(new StubEngine(() => new EngineUnavailableException("No silo answers.")));

        var (status, problem) = await SendAsync(server, method, path);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "No silo answers."), (status, problem.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("GET", "/api/history/AAPL")]
    [InlineData("GET", "/api/cache/stats")]
    [InlineData("POST", "/api/scans")]
    [InlineData("GET", "/api/scans/stream")]
    public async Task Details_of_an_unexpected_error_are_in_the_log_only(string method, string path)
    {
        var log = new ListLogger<ProblemTests>();
        await using var server = await StartAsync(new StubEngine(() => new InvalidOperationException(Secret)), log);

        var (status, problem) = await SendAsync(server, method, path);

        Assert.Equal((HttpStatusCode.InternalServerError, "Internal server error. See the server log for details."),
            (status, problem.GetProperty("detail").GetString()));
        Assert.DoesNotContain(Secret, problem.GetRawText(), StringComparison.Ordinal);
        Assert.Single(log.Warnings);
    }

    [Fact]
    public async Task An_unexpected_error_is_the_last_event_of_a_stream()
    {
        await using var server = await StartAsync(new StubEngine(() => new InvalidOperationException(Secret)) { Late = true });
        using var http = new HttpClient { BaseAddress = server.Address };
        using var events = new SseReader(await http.GetStreamAsync("/api/scans/stream"));

        var last = Assert.Single(await events.AllAsync());

        Assert.Equal(("problem", 500), (last.Type, last.Data.GetProperty("status").GetInt32()));
        Assert.DoesNotContain(Secret, last.Data.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_health_checks_the_server_is_live_and_ready()
    {
        await using var server = await StartAsync(new StubEngine(() => new EngineUnavailableException("No silo answers.")));

        Assert.Equal((HttpStatusCode.OK, "live"), Status(await SendAsync(server, "GET", "/health/live")));
        Assert.Equal((HttpStatusCode.OK, "ready"), Status(await SendAsync(server, "GET", "/health/ready")));
    }

    [Fact]
    public async Task A_failed_health_check_makes_the_server_not_ready_with_a_reason()
    {
        await using var server = await WebServer.StartAsync(
            new StubEngine(() => new EngineUnavailableException("No silo answers.")), TimeProvider.System,
            configure: services => services.AddHealthChecks()
                .AddCheck("cluster", () => HealthCheckResult.Unhealthy("No silo answers."))
                .AddCheck("other", () => HealthCheckResult.Healthy("All is well.")));

        var (status, problem) = await SendAsync(server, "GET", "/health/ready");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "No silo answers."), (status, problem.GetProperty("detail").GetString()));
        Assert.Equal((HttpStatusCode.OK, "live"), Status(await SendAsync(server, "GET", "/health/live")));
    }

    private static (HttpStatusCode, string?) Status((HttpStatusCode Status, JsonElement Json) answer) =>
        (answer.Status, answer.Json.GetProperty("status").GetString());

    private static Task<WebServer> StartAsync(StubEngine engine, ILogger? log = null) => WebServer.StartAsync(
        engine, TimeProvider.System, configure: services => services.AddLogging(logging =>
        {
            if (log is not null) logging.AddProvider(new OneLog(log));
        }));

    private static async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(WebServer server, string method, string path)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST") request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        // An EventSource accepts nothing else; its errors are problem documents too.
        if (path.Contains("/stream", StringComparison.Ordinal)) request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    private sealed class OneLog(ILogger log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }
}
