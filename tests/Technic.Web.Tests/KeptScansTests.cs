using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Web.Scans;

namespace Technic.Web.Tests;

/// <summary>Kept scans: start, follow, page and cancel.</summary>
public sealed class KeptScansTests : WebTest
{
    private const string ThreeSymbols = """{"symbols": ["AAPL", "MSFT", "KO"], "minDollarVolume": 0, "days": 90}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected override TechnicWebOptions Options =>
        new() { ConcurrentScans = 4, KeptScans = 4, KeptRows = 30, ScanRetention = TimeSpan.FromMinutes(5) };

    [Fact]
    public async Task An_asynchronous_scan_is_accepted_immediately_and_kept()
    {
        var gate = new TaskCompletionSource();
        Source.Hold = (_, token) => gate.Task.WaitAsync(token);

        using var begun = await BeginScanAsync(ThreeSymbols);
        var at = begun.Headers.Location!;
        var running = await GetAsync($"{at}");
        gate.SetResult();
        var end = await EndOfAsync(at);
        var ended = await GetAsync($"{at}");

        Assert.StartsWith("/api/scans/", $"{at}", StringComparison.Ordinal);
        Assert.Equal("respond-async", Assert.Single(begun.Headers.GetValues("Preference-Applied")));
        Assert.Equal(("running", JsonValueKind.Null), (running.GetProperty("state").GetString(), running.GetProperty("summary").ValueKind));
        Assert.Equal("completed", end.Type);
        Assert.Equal(("completed", 3, 3),
            (ended.GetProperty("state").GetString(), ended.GetProperty("rows").GetInt32(),
                ended.GetProperty("summary").GetProperty("ranked").GetInt32()));
        Assert.Equal(ended.GetRawText(), Assert.Single((await GetAsync("/api/scans")).EnumerateArray()).GetRawText());
    }

    [Fact]
    public async Task Rows_are_paged()
    {
        using var begun = await BeginScanAsync(
            $$"""{"symbols": [{{string.Join(',', Enumerable.Range(0, 25).Select(i => $"\"S{i}\""))}}], "minDollarVolume": 0,"""
            + """ "top": 0, "streamRows": false}""");
        var run = (await EndOfAsync(begun.Headers.Location!)).Data;

        var (rows, next) = (new List<string>(), (string?)$"{begun.Headers.Location}/rows?limit=10");
        for (; next is not null;)
        {
            var page = await GetAsync(next);
            Assert.Equal(25, page.GetProperty("total").GetInt32());
            rows.AddRange(page.GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(run.GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()), rows);
        Assert.Empty((await GetAsync($"{begun.Headers.Location}/rows?offset=2147483647&limit=1000")).GetProperty("rows").EnumerateArray());
    }

    [Theory]
    [InlineData("offset=-1", "offset must be 0 or greater")]
    [InlineData("limit=0", "limit must be between 1 and 1000")]
    [InlineData("limit=1001", "limit must be between 1 and 1000")]
    [InlineData("page=2", "Unknown parameter 'page'")]
    public async Task An_invalid_page_is_rejected(string query, string sentence)
    {
        using var begun = await BeginScanAsync(ThreeSymbols);
        using var answer = await Http.GetAsync($"{begun.Headers.Location}/rows?{query}");

        Assert.Contains(sentence, await ProblemOf(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_a_running_scan_return_409()
    {
        Source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        using var begun = await BeginScanAsync(ThreeSymbols);
        using var answer = await Http.GetAsync($"{begun.Headers.Location}/rows");

        Assert.Contains("still running", await ProblemOf(answer, HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_reconnecting_client_receives_the_events_after_its_last_one()
    {
        var gate = new TaskCompletionSource();
        Source.Hold = (symbol, token) => symbol.Text == "KO" ? gate.Task.WaitAsync(token) : Task.CompletedTask;
        using var begun = await BeginScanAsync(ThreeSymbols);
        string last;
        using (var first = new SseReader(await Http.GetStreamAsync($"{begun.Headers.Location}/stream")))
        {
            ServerEvent? told;
            do told = await first.NextAsync();
            while (told!.Type != "rows");
            last = told.Id;
        }
        Assert.Equal(1, Source.InFlight);
        gate.SetResult();
        var all = await EventsAsync(begun.Headers.Location!, "");

        var rest = await EventsAsync(begun.Headers.Location!, last);

        Assert.Equal(all.Where(e => long.Parse(e.Id) > long.Parse(last)).Select(e => (e.Id, e.Data.GetRawText())),
            rest.Select(e => (e.Id, e.Data.GetRawText())));
        Assert.Equal("completed", rest[^1].Type);
        Assert.DoesNotContain(rest, e => e.Type == "started");
    }

    [Fact]
    public async Task A_client_with_all_events_gets_204()
    {
        using var begun = await BeginScanAsync(ThreeSymbols);
        var last = (await EndOfAsync(begun.Headers.Location!)).Id;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{begun.Headers.Location}/stream")
        {
            Headers = { { "Last-Event-ID", last } },
        };
        using var answer = await Http.SendAsync(request);
        using var anew = new HttpRequestMessage(HttpMethod.Get, "/api/scans/stream?symbols=XOM") { Headers = { { "Last-Event-ID", "3" } } };
        using var notAgain = await Http.SendAsync(anew);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (answer.StatusCode, notAgain.StatusCode));
        Assert.DoesNotContain(Source.Calls, call => call.Symbol.Text == "XOM");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("99999999999999999999")]
    public async Task An_invalid_event_id_is_rejected(string id)
    {
        using var begun = await BeginScanAsync(ThreeSymbols);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{begun.Headers.Location}/stream")
        {
            Headers = { { "Last-Event-ID", id } },
        };
        using var answer = await Http.SendAsync(request);

        await ProblemOf(answer, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Readers_of_one_scan_make_one_scan()
    {
        var gate = new TaskCompletionSource();
        Source.Hold = (_, token) => gate.Task.WaitAsync(token);
        using var begun = await BeginScanAsync(ThreeSymbols);
        var readers = Enumerable.Range(0, 20).Select(_ => EventsAsync(begun.Headers.Location!, "")).ToArray();
        gate.SetResult();

        var heard = await Task.WhenAll(readers);

        Assert.Equal(3, Source.Calls.Count);
        Assert.Single(heard.Select(events => events[^1].Data.GetRawText()).Distinct());
    }

    [Fact]
    public async Task A_kept_scan_continues_when_its_client_disconnects()
    {
        Source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        using var begun = await BeginScanAsync(ThreeSymbols);
        using (await Http.GetStreamAsync($"{begun.Headers.Location}/stream"))
            Assert.True(SpinWait.SpinUntil(() => Source.InFlight == 3, Patience));

        await GetAsync("/api/columns");

        Assert.Equal((3, 0), (Source.InFlight, Source.Cancelled));
    }

    [Fact]
    public async Task A_deleted_scan_is_cancelled_with_its_requests()
    {
        Source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        using var begun = await BeginScanAsync(ThreeSymbols);
        var at = begun.Headers.Location!;
        using var reader = new SseReader(await Http.GetStreamAsync($"{at}/stream"));
        Assert.Equal("started", (await reader.NextAsync())?.Type);
        Assert.True(SpinWait.SpinUntil(() => Source.InFlight == 3, Patience));

        using var deleted = await Http.DeleteAsync(at);
        var last = (await reader.AllAsync())[^1];
        using var gone = await Http.GetAsync(at);
        using var again = await Http.DeleteAsync(at);

        Assert.Equal((HttpStatusCode.NoContent, 3), (deleted.StatusCode, Source.Cancelled));
        Assert.Equal(("problem", "The scan was cancelled."), (last.Type, last.Data.GetProperty("detail").GetString()));
        await ProblemOf(gone, HttpStatusCode.NotFound);
        await ProblemOf(again, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_reader_that_connects_while_its_scan_is_deleted_receives_the_reason()
    {
        Source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        using var begun = await BeginScanAsync(ThreeSymbols);
        var scans = Server.Services.GetRequiredService<LocalScans>();
        var id = begun.Headers.Location!.OriginalString.Split('/')[^1];
        // The request has found the scan, and reads its first event after the deletion.
        var events = scans.FollowScanAsync(id, 0, default);

        using var deleted = await Http.DeleteAsync(begun.Headers.Location);

        Assert.Equal([JobEvent.UnknownScan], await events.ToListAsync());
    }

    [Fact]
    public async Task A_failed_scan_has_the_reason_in_its_status_and_its_last_event()
    {
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.NotAuthorized, "The provider refuses the key.");
        using var begun = await BeginScanAsync(ThreeSymbols);

        var last = await EndOfAsync(begun.Headers.Location!);
        var status = await GetAsync($"{begun.Headers.Location}");
        using var rows = await Http.GetAsync($"{begun.Headers.Location}/rows");

        Assert.Equal(("problem", 502), (last.Type, last.Data.GetProperty("status").GetInt32()));
        Assert.Equal(("failed", "The provider refuses the key."),
            (status.GetProperty("state").GetString(), status.GetProperty("problem").GetString()));
        Assert.Equal("The scan has no rows: The provider refuses the key.", await ProblemOf(rows, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Kept_scans_count_as_concurrent_scans_until_they_end()
    {
        var gate = new TaskCompletionSource();
        Source.Hold = (_, token) => gate.Task.WaitAsync(token);
        var begun = new List<HttpResponseMessage>();
        for (var i = 0; i < Options.ConcurrentScans; i++)
            begun.Add(await BeginScanAsync($$"""{"symbols": ["S{{i}}"], "minDollarVolume": 0}"""));

        using (var oneMore = await PostScanAsync(ThreeSymbols)) await ProblemOf(oneMore, HttpStatusCode.TooManyRequests);
        gate.SetResult();
        foreach (var scan in begun) await EndOfAsync(scan.Headers.Location!);
        await ScanUntilAcceptedAsync();
    }

    [Fact]
    public async Task Old_scans_are_removed_by_count_and_age()
    {
        var ids = new List<Uri>();
        for (var i = 0; i < 6; i++)
        {
            using var begun = await BeginScanAsync($$"""{"symbols": ["S{{i}}"], "minDollarVolume": 0}""");
            await EndOfAsync(begun.Headers.Location!);
            ids.Add(begun.Headers.Location!);
        }
        Assert.Equal(4, (await GetAsync("/api/scans")).GetArrayLength());
        using (var forgotten = await Http.GetAsync(ids[0])) await ProblemOf(forgotten, HttpStatusCode.NotFound);
        await GetAsync($"{ids[^1]}");

        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(0, (await GetAsync("/api/scans")).GetArrayLength());
    }

    [Fact]
    public async Task Scans_with_many_rows_are_removed_earlier()
    {
        for (var i = 0; i < 3; i++)
        {
            using var begun = await BeginScanAsync("""{"symbols": ["A","B","C","D","E","F","G"], "minDollarVolume": 0}""");
            await EndOfAsync(begun.Headers.Location!);
        }

        // Seven streamed and seven ranked rows per scan: two scans have 28 rows, three would have 42.
        Assert.Equal(2, (await GetAsync("/api/scans")).GetArrayLength());
    }

    [Fact]
    public async Task Advice_about_a_short_window_is_part_of_every_scan_result()
    {
        const string body = """{"symbols": ["AAPL"], "asOf": "1990-05-01", "where": "close > sma200"}""";
        const string advice = "sma200 has no value in any row: 400 days contain";

        var run = await ScanAsync(body);
        using var begun = await BeginScanAsync(body);
        var events = await EventsAsync(begun.Headers.Location!, "");
        var fine = await ScanAsync(ThreeSymbols);

        Assert.StartsWith(advice, run.GetProperty("advice").GetString(), StringComparison.Ordinal);
        var status = await GetAsync(begun.Headers.Location!.ToString());
        Assert.StartsWith(advice, status.GetProperty("advice").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(advice, events[0].Data.GetProperty("advice").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(advice, events[^1].Data.GetProperty("advice").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, fine.GetProperty("advice").ValueKind);
    }

    private async Task ScanUntilAcceptedAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        HttpStatusCode status;
        do
        {
            // The permit of a scan is released shortly after its last event.
            using var answer = await Http.PostAsync("/api/scans", Json(ThreeSymbols), deadline.Token);
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    private async Task<List<ServerEvent>> EventsAsync(Uri scan, string lastEvent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{scan}/stream");
        if (lastEvent.Length > 0) request.Headers.Add("Last-Event-ID", lastEvent);
        using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var events = new SseReader(await answer.Content.ReadAsStreamAsync());
        return await events.AllAsync();
    }
}
