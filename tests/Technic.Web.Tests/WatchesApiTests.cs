using System.Net;
using Technic.Core.Market;
using Technic.Web.Security;

namespace Technic.Web.Tests;

/// <summary>Lists and watches over HTTP: mistakes and roles. What the requests do is in the contract of lists and watches.</summary>
public sealed class WatchesApiTests : WebTest
{
    private static readonly ApiKey[] Keys = [ApiKey.New("ann", ApiRole.Read, out Reader), ApiKey.New("owner", ApiRole.Operate, out Owner)];

    private static readonly string Reader, Owner;

    protected override TechnicWebOptions Options => new() { Keys = KeyRing.Parse(string.Join<ApiKey>('\n', Keys), "a test") };

    [Theory]
    [InlineData("PUT", "/api/lists/mine", """{"symbols": ["KO"]}""")]
    [InlineData("PATCH", "/api/lists/mine", """{"add": ["KO"]}""")]
    [InlineData("DELETE", "/api/lists/mine", null)]
    [InlineData("PUT", "/api/watches/dips", """{"scan": {"where": "rsi14 < 30"}}""")]
    [InlineData("POST", "/api/watches/dips/check", null)]
    [InlineData("DELETE", "/api/watches/dips", null)]
    public async Task A_change_needs_the_role_operate(string method, string path, string? body)
    {
        using var answer = await SendAsync(Reader, method, path, body);

        Assert.Contains("operate", await ProblemOf(answer, HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_reads_what_an_operator_keeps()
    {
        Source.Listings = [new Listing(Symbol.Parse("KO"))];
        using var list = await SendAsync(Owner, "PUT", "/api/lists/mine", """{"symbols": ["KO", "brk/b"], "note": "mine"}""");
        using var watch = await SendAsync(Owner, "PUT", "/api/watches/all", """{"scan": {"where": "close > 0", "minDollarVolume": 0}}""");
        using var check = await SendAsync(Owner, "POST", "/api/watches/all/check", null);

        using var lists = await SendAsync(Reader, "GET", "/api/lists", null);
        using var read = await SendAsync(Reader, "GET", "/api/watches/all", null);

        var first = (await JsonOf(lists))[0];
        Assert.Equal(["name", "symbols", "note", "updatedAt"], NamesOf(first));
        Assert.Equal("BRK.B", first.GetProperty("symbols")[1].GetString());
        var document = await JsonOf(read);
        Assert.Equal(["name", "scan", "note", "updatedAt", "attemptedAt", "problem", "report"], NamesOf(document));
        Assert.Equal(
            [
                "asOf", "checkedAt", "comparedWith", "source", "data", "requested", "ranked", "filtered", "failed", "stale", "entered",
                "left", "unknown", "matches",
            ],
            NamesOf(document.GetProperty("report")));
        Assert.Equal(["symbol", "since", "close", "rating"], NamesOf(document.GetProperty("report").GetProperty("matches")[0]));
        Assert.Equal((await JsonOf(check)).GetRawText(), document.GetRawText());
    }

    [Theory]
    [InlineData("GET", "/api/lists/mien", null, HttpStatusCode.NotFound, "Unknown list 'mien' (did you mean 'mine'?).")]
    [InlineData("DELETE", "/api/lists/mien", null, HttpStatusCode.NotFound, "Unknown list 'mien' (did you mean 'mine'?).")]
    [InlineData("GET", "/api/watches/x", null, HttpStatusCode.NotFound, "Unknown watch 'x': there are no watches.")]
    [InlineData("POST", "/api/watches/x/check", null, HttpStatusCode.NotFound, "Unknown watch 'x': there are no watches.")]
    [InlineData("PUT", "/api/lists/a", """{"symbol": ["KO"]}""", HttpStatusCode.BadRequest, "(did you mean 'symbols'?).")]
    [InlineData("PUT", "/api/lists/a", """{"symbols": ["K$"]}""", HttpStatusCode.BadRequest, "K$")]
    [InlineData("PUT", "/api/lists/a", "{}", HttpStatusCode.BadRequest, "List 'a' needs at least one symbol")]
    [InlineData("PUT", "/api/watches/a", """{"where": "close > 1"}""", HttpStatusCode.BadRequest, "Unknown field 'where'")]
    [InlineData("PUT", "/api/watches/a", "{}", HttpStatusCode.BadRequest, "Missing field 'scan'")]
    [InlineData("PUT", "/api/watches/a", """{"scan": []}""", HttpStatusCode.BadRequest, "the scan of a watch must be an object of fields")]
    public async Task A_mistake_is_explained_in_a_sentence(string method, string path, string? body, HttpStatusCode status, string sentence)
    {
        (await SendAsync(Owner, "PUT", "/api/lists/mine", """{"symbols": ["KO"]}""")).Dispose();

        using var answer = await SendAsync(Owner, method, path, body);

        Assert.Contains(sentence, await ProblemOf(answer, status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_keeps_nothing_says_so()
    {
        var engine = new StubEngine(() => new InvalidOperationException());
        await using var server = await WebServer.StartAsync(engine, Time, new TechnicWebOptions());
        using var http = new HttpClient { BaseAddress = server.Address };

        using var answer = await http.GetAsync("/api/watches");

        Assert.Equal("The engine of this server keeps no lists and watches.", await ProblemOf(answer, HttpStatusCode.NotImplemented));
    }

    private async Task<HttpResponseMessage> SendAsync(string key, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "X-Api-Key", key } } };
        if (body is not null) request.Content = Json(body);
        return await Http.SendAsync(request);
    }
}
