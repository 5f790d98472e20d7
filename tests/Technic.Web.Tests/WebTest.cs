using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Engine;
using Technic.Testing;

namespace Technic.Web.Tests;

/// <summary>
/// A test with a real server, the embedded engine with a scripted market, and a fixed clock.
/// </summary>
public abstract class WebTest : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedHost _host = null!;

    protected WebTest() => Source = new ScriptedSource(Time);

    protected TimerTrackingTimeProvider Time { get; } = new(Clocks.WednesdayEvening);

    protected ScriptedSource Source { get; }

    private protected WebServer Server { get; private set; } = null!;

    protected HttpClient Http { get; private set; } = null!;

    protected IScanEngine Engine => _host.Engine;

    protected virtual TechnicWebOptions Options => new();

    /// <summary>Adds services of the host.</summary>
    protected virtual void Configure(IServiceCollection services)
    {
    }

    public async Task InitializeAsync()
    {
        _host = new EmbeddedHost(_folder.Path, Source, Time);
        Server = await WebServer.StartAsync(_host.Engine, Time, Options, Configure);
        // A body is sent after the server has accepted it, however long that takes on a loaded machine; the default is a second.
        var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(60) };
        Http = new HttpClient(handler) { BaseAddress = Server.Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Returns the JSON of a URL.</summary>
    protected async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return await JsonOf(answer);
    }

    protected Task<HttpResponseMessage> PostScanAsync(string body) => Http.PostAsync("/api/scans", Json(body));

    /// <summary>Returns the run of a scan request.</summary>
    protected async Task<JsonElement> ScanAsync(string body)
    {
        using var answer = await PostScanAsync(body);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return await JsonOf(answer);
    }

    /// <summary>Starts a kept scan.</summary>
    protected async Task<HttpResponseMessage> BeginScanAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/scans")
        {
            Content = Json(body),
            Headers = { { "Prefer", "respond-async" } },
        };
        var answer = await Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.Accepted, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return answer;
    }

    /// <summary>Waits until a kept scan has ended, and returns its last event.</summary>
    private protected async Task<ServerEvent> EndOfAsync(Uri scan)
    {
        using var events = new SseReader(await Http.GetStreamAsync($"{scan}/stream"));
        return (await events.AllAsync())[^1];
    }

    /// <summary>Asserts that a response is a problem document with a status, and returns its detail.</summary>
    protected static async Task<string> ProblemOf(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(text);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        var detail = problem.GetProperty("detail").GetString()!;
        Assert.EndsWith(".", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return detail;
    }

    protected static async Task<JsonElement> JsonOf(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync());

    internal static StringContent JsonBody(string text) => Json(text);

    protected static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    protected static string[] NamesOf(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];
}
