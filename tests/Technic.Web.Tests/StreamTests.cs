using System.Net;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Web.Wire;

namespace Technic.Web.Tests;

public sealed class StreamTests : WebTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Events_begin_with_the_start_and_end_with_the_run_and_are_numbered()
    {
        using var events = await OpenAsync("/api/scans/stream?symbols=AAPL,MSFT&symbols=KO&minDollarVolume=0&days=90");

        var all = await events.AllAsync();

        Assert.Equal("started", all[0].Type);
        Assert.Equal(["advice", "asOf", "candidates", "days", "requested", "source"], NamesOf(all[0].Data).Order());
        Assert.Contains(all, e => e.Type == "planned" && e.Data.GetProperty("fromProvider").GetInt32() == 3);
        Assert.Contains(all, e => e.Type == "progress" && e.Data.GetProperty("done").GetInt32() == 3);
        Assert.Equal(["AAPL", "KO", "MSFT"], all.Where(e => e.Type == "rows").SelectMany(e => e.Data.GetProperty("rows").EnumerateArray())
            .Select(row => row.GetProperty("symbol").GetString()!).Order());
        Assert.Equal("completed", all[^1].Type);
        Assert.Equal(3, all[^1].Data.GetProperty("rows").GetArrayLength());
        Assert.Equal("1", all[0].Id);
        var ids = all.Select(e => long.Parse(e.Id)).ToArray();
        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.All(all, e => Assert.Contains(e.Type, (string[])["started", "planned", "progress", "rows", "completed"]));
    }

    [Fact]
    public async Task The_run_of_a_stream_equals_the_run_without_a_stream()
    {
        await ScanAsync("""{"symbols": ["AAPL"], "minDollarVolume": 0}""");
        var run = await ScanAsync("""{"symbols": ["AAPL"], "minDollarVolume": 0}""");
        using var events = await OpenAsync("/api/scans/stream?symbols=AAPL&minDollarVolume=0");

        var streamed = (await events.AllAsync())[^1].Data;

        Assert.Equal(NamesOf(run), NamesOf(streamed));
        Assert.Equal(run.GetProperty("rows").GetRawText(), streamed.GetProperty("rows").GetRawText());
    }

    [Fact]
    public async Task Rows_are_not_streamed_if_disabled()
    {
        using var events = await OpenAsync("/api/scans/stream?symbols=AAPL&minDollarVolume=0&streamRows=false");

        Assert.DoesNotContain(await events.AllAsync(), e => e.Type == "rows");
    }

    [Fact]
    public async Task Every_field_that_fits_into_a_query_is_read_from_it()
    {
        using var events = await OpenAsync(
            "/api/scans/stream?symbols=AAA,BBB&days=60&frequency=daily&asOf=2025-06-02&maxSymbols=10&types=ALL"
            + "&adjust=splits&plan=fade&maxAge=3"
            + "&minPrice=1e6&minDollarVolume=1e3&minBars=5&minRating=-50.5&signals=Long&signals=strong-long&allowShorts=false&"
            + "where=close%20%3E%201&sort=close&ascending=true&top=5"
            + "&account=50000&riskPercent=2&rewardRatio=3&streamRows=true");

        var run = (await events.AllAsync())[^1].Data;

        Assert.Equal(("2025-06-02", 2),
            (run.GetProperty("summary").GetProperty("asOf").GetString(),
                run.GetProperty("filtered").EnumerateObject().Sum(f => f.Value.GetInt32())));
    }

    [Theory]
    [InlineData("minPrise=5", "Unknown parameter 'minPrise' (did you mean 'minPrice'?)")]
    [InlineData("universe=AAPL", "Unknown parameter 'universe'")]
    [InlineData("days=ninety", "Invalid days 'ninety': expected an integer.")]
    [InlineData("days=60&days=90", "Duplicate parameter 'days'.")]
    [InlineData("minPrice=NaN", "Invalid minPrice 'NaN': expected a number.")]
    [InlineData("ascending=1", "Invalid ascending '1': expected true or false.")]
    [InlineData("symbols=", "Missing symbol")]
    [InlineData("symbols=%3Cscript%3E", "Invalid symbol '<script>'")]
    [InlineData("top=-1", "top must be 0 (all rows) or more, not -1")]
    public async Task An_invalid_query_is_rejected_before_the_stream_starts(string query, string sentence)
    {
        using var answer = await Http.GetAsync($"/api/scans/stream?{query}");

        Assert.Contains(sentence, await ProblemOf(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty(Source.Calls);
    }

    [Fact]
    public async Task A_scan_without_events_sends_heartbeats()
    {
        Source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        using var events = await OpenAsync("/api/scans/stream?symbols=AAPL&minDollarVolume=0");
        while (await events.NextAsync() is { Type: not "planned" })
        {
        }

        for (var beat = 1; beat <= 3; beat++)
        {
            var next = events.NextAsync(stopAtComment: true);
            await Time.AdvanceUntilAsync(next, Options.Heartbeat);
            await next;
            Assert.Equal(beat, events.Comments);
        }
    }

    [Fact]
    public async Task A_disconnected_client_cancels_the_scan_and_its_requests()
    {
        Source.Hold = (symbol, token) => symbol.Text == "S39" ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        using (var events = await OpenAsync(
            $"/api/scans/stream?minDollarVolume=0&symbols={string.Join(',', Enumerable.Range(0, 40).Select(i => $"S{i}"))}"))
        {
            while (await events.NextAsync() is { } next)
            {
                if (next.Type == "progress" && next.Data.GetProperty("done").GetInt32() == 39) break;
            }
            Assert.Equal(1, Source.InFlight);
        }

        Assert.True(SpinWait.SpinUntil(() => Source.InFlight == 0, Patience));
        Assert.Equal(1, Source.Cancelled);
    }

    [Fact]
    public async Task A_disconnected_client_releases_its_scan_permit()
    {
        Source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        var open = await Task.WhenAll(
            Enumerable.Range(0, Options.ConcurrentScans).Select(i => OpenAsync($"/api/scans/stream?symbols=S{i}")));
        using (var refused = await Http.GetAsync("/api/scans/stream?symbols=AAPL"))
            await ProblemOf(refused, HttpStatusCode.TooManyRequests);

        foreach (var events in open) events.Dispose();

        Assert.True(SpinWait.SpinUntil(() => Source.InFlight == 0, Patience));
        Source.Hold = (_, _) => Task.CompletedTask;
        using var deadline = new CancellationTokenSource(Patience);
        HttpStatusCode status;
        do
        {
            // The permit of a scan is released shortly after its last request.
            using var scan = await Http.PostAsync("/api/scans", Json("""{"symbols": ["AAPL"]}"""), deadline.Token);
            status = scan.StatusCode;
        }
        while (status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task A_failed_scan_ends_its_stream_with_a_problem()
    {
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.NotAuthorized, "The provider refuses the key.");
        using var events = await OpenAsync("/api/scans/stream?symbols=AAPL");

        var last = (await events.AllAsync())[^1];

        Assert.Equal((UpdateJson.Problem, "The provider refuses the key.", 502),
            (last.Type, last.Data.GetProperty("detail").GetString(), last.Data.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task A_stopping_server_ends_its_streams_with_a_problem()
    {
        Source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        using var events = await OpenAsync("/api/scans/stream?symbols=AAPL");
        Assert.True(SpinWait.SpinUntil(() => Source.InFlight == 1, Patience));

        var stopping = Server.StopAsync();
        var last = (await events.AllAsync())[^1];
        await stopping;

        Assert.Equal(("problem", 503, "The server is shutting down."),
            (last.Type, last.Data.GetProperty("status").GetInt32(), last.Data.GetProperty("detail").GetString()));
        Assert.Equal(1, Source.Cancelled);
    }

    private async Task<SseReader> OpenAsync(string path)
    {
        var answer = await Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return new SseReader(await answer.Content.ReadAsStreamAsync());
    }
}
