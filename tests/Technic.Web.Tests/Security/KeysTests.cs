using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Technic.Core.Scans;
using Technic.Web.Client;
using Technic.Web.Security;

namespace Technic.Web.Tests.Security;

/// <summary>Permissions of API keys, and where keys are accepted and never shown.</summary>
public sealed class KeysTests : WebTest
{
    private static readonly ApiKey Reader = ApiKey.New("reader", ApiRole.Read, out ReaderSecret);
    private static readonly ApiKey Operator = ApiKey.New("operator", ApiRole.Operate, out OperatorSecret);
    private static readonly string ReaderSecret, OperatorSecret;

    protected override TechnicWebOptions Options => new() { Keys = KeyRing.Parse($"{Reader}\n{Operator}", "a test") };

    [Theory]
    [InlineData("GET", "/api/columns")]
    [InlineData("GET", "/api/history/AAPL")]
    [InlineData("GET", "/api/scans/stream?symbols=AAPL")]
    [InlineData("POST", "/api/scans")]
    [InlineData("DELETE", "/api/cache/memory")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/nothing/here")]
    public async Task Without_an_API_key_all_requests_are_rejected(string method, string path)
    {
        using var answer = await SendAsync(method, path, _ => { });

        Assert.Contains("API key required", await ProblemOf(answer, HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        Assert.Empty(Source.Calls);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_checks_need_no_API_key(string path)
    {
        using var answer = await SendAsync("GET", path, _ => { });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("X-API-Key", "{0}")]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "bearer {0}")]
    public async Task A_key_is_accepted_in_all_supported_headers(string header, string form)
    {
        using var answer = await SendAsync(
            "GET", "/api/columns", request => request.TryAddWithoutValidation(header, string.Format(form, ReaderSecret)));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_browser_prompts_for_the_key_and_sends_it_as_a_password()
    {
        using var asked = await SendAsync("GET", "/", request => request.Accept.ParseAdd("text/html"));
        using var answer = await SendAsync("GET", "/api/columns", request => request.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{ReaderSecret}"))));

        Assert.Equal((HttpStatusCode.Unauthorized, "Basic"), (asked.StatusCode, Assert.Single(asked.Headers.WwwAuthenticate).Scheme));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("X-API-Key", "wrong")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Basic !!!")]
    [InlineData("Authorization", "Basic YQ==")]
    [InlineData("Authorization", "Digest x")]
    public async Task Invalid_keys_are_rejected(string header, string value)
    {
        using var answer = await SendAsync("GET", "/api/columns", request => request.TryAddWithoutValidation(header, value));

        await ProblemOf(answer, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_in_the_query_is_not_accepted_by_the_REST_API()
    {
        using var answer = await SendAsync("GET", $"/api/columns?apiKey={ReaderSecret}", _ => { });

        await ProblemOf(answer, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_hash_of_a_key_is_not_accepted_as_a_key()
    {
        using var answer = await SendAsync(
            "GET", "/api/columns", request => request.Add("X-API-Key", Operator.ToString().Split("sha256:")[1]));

        await ProblemOf(answer, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_role_read_allows_scans_but_not_clearing()
    {
        using var scan = await SendAsync("POST", "/api/scans", Shows(ReaderSecret));
        using var refused = await SendAsync("DELETE", "/api/cache/memory", Shows(ReaderSecret));
        using var cleared = await SendAsync("DELETE", "/api/cache/memory", Shows(OperatorSecret));

        Assert.Equal(HttpStatusCode.OK, scan.StatusCode);
        Assert.Equal("Key 'reader' is read-only; role 'operate' required.", await ProblemOf(refused, HttpStatusCode.Forbidden));
        Assert.Equal(HttpStatusCode.OK, cleared.StatusCode);
    }

    [Fact]
    public async Task The_role_read_accesses_own_scans_and_operate_all_scans()
    {
        using var own = await SendAsync(
            "POST", "/api/scans", request => { Shows(ReaderSecret)(request); request.Add("Prefer", "respond-async"); });
        using var others = await SendAsync(
            "POST", "/api/scans", request => { Shows(OperatorSecret)(request); request.Add("Prefer", "respond-async"); });
        var (mine, theirs) = (own.Headers.Location!.ToString(), others.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", mine, Shows(ReaderSecret))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", theirs, Shows(ReaderSecret))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("DELETE", theirs, Shows(ReaderSecret))).StatusCode);
        Assert.Equal(1, (await JsonOf(await SendAsync("GET", "/api/scans", Shows(ReaderSecret)))).GetArrayLength());
        Assert.Equal(2, (await JsonOf(await SendAsync("GET", "/api/scans", Shows(OperatorSecret)))).GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("DELETE", mine, Shows(OperatorSecret))).StatusCode);
    }

    [Fact]
    public async Task Many_invalid_keys_are_limited_and_valid_keys_are_not()
    {
        var wrong = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++)
        {
            using var answer = await SendAsync("GET", "/api/columns", Shows($"guess-{i}"));
            wrong.Add(answer.StatusCode);
        }
        using var right = await SendAsync("GET", "/api/columns", Shows(ReaderSecret));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.OK),
            (wrong[0], wrong[^1], right.StatusCode));
    }

    [Fact]
    public async Task The_client_sends_its_key_and_reports_a_missing_key()
    {
        using var engine = new ServerEngine(Server.Address, TimeProvider.System, new ServerEngineOptions { Key = OperatorSecret });
        using var stranger = new ServerEngine(Server.Address, TimeProvider.System);

        Assert.Equal(0, await engine.ClearMemoryAsync(default));
        var refused = await Assert.ThrowsAsync<ScanFailedException>(() => stranger.GetStatisticsAsync(default).AsTask());
        Assert.Contains("TECHNIC_API_KEY", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => new ServerEngine(Server.Address, TimeProvider.System, new ServerEngineOptions { Key = "two\r\nlines" }));
    }

    [Fact]
    public async Task API_keys_are_never_logged_or_returned()
    {
        var log = new EveryLine();
        await using var server = await WebServer.StartAsync(
            Engine, Time, Options, services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log)));
        using var http = new HttpClient { BaseAddress = server.Address };
        var told = new StringBuilder();

        foreach (var path in (
            string[])["/v2/aggs/ticker/AAPL/range/1/day/2026-01-02/2026-03-01", "/api/history/AAPL", "/nothing", "/api/scans"])
        {
            foreach (var name in (string[])["apiKey", "apikey", "APIKEY", "api%4bey", "limit=10&apiKey"])
            {
                using var answer = await http.GetAsync($"{path}?{name}={ReaderSecret}");
                told.Append(answer.Headers).Append(await answer.Content.ReadAsStringAsync());
            }
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-API-Key", $"{ReaderSecret}x" } } };
            using var refused = await http.SendAsync(request);
            told.Append(refused.Headers).Append(await refused.Content.ReadAsStringAsync());
        }

        Assert.Contains("Request starting", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ReaderSecret, log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ReaderSecret, told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_server_stores_no_keys_of_its_own_on_disk()
    {
        var builder = WebApplication.CreateSlimBuilder();

        builder.Services.AddTechnicWeb(Options);

        Assert.DoesNotContain(builder.Services, service => service.ServiceType == typeof(IDataProtectionProvider));
    }

    private static Action<HttpRequestHeaders> Shows(string secret) => headers => headers.Add("X-API-Key", secret);

    private async Task<HttpResponseMessage> SendAsync(string method, string path, Action<HttpRequestHeaders> prepare)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        prepare(request.Headers);
        if (method == "POST") request.Content = Json("""{"symbols": ["AAPL"], "minDollarVolume": 0}""");
        return await Http.SendAsync(request);
    }
}
