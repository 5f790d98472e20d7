using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.FakePolygon;

namespace Technic.Polygon.Tests;

/// <summary>Incorrect responses over real HTTP, and their results.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_wrong_key_is_not_retried_and_the_error_names_cause_and_setting()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { ApiKey = "another" });

        var error = await polygon.FailsAsync();

        Assert.Equal(PriceSourceFailure.NotAuthorized, error.Failure);
        Assert.Contains("refused the API key (401: Unknown API Key); check POLYGON_API_KEY", error.Message);
        Assert.Equal((1, 1), (error.Requests, polygon.Requests));
    }

    [Fact]
    public async Task A_missing_key_is_asked_for()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { ApiKey = null });

        Assert.Contains("requires an API key (401); set POLYGON_API_KEY", (await polygon.FailsAsync()).Message);
    }

    [Fact]
    public async Task A_refused_key_is_not_tried_again_for_every_symbol()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(o => o with { ApiKey = "another" }, time: time);
        await polygon.FailsAsync();

        var next = await polygon.FailsAsync("BRK.B");

        Assert.Equal((PriceSourceFailure.NotAuthorized, 0, 1), (next.Failure, next.Requests, polygon.Requests));
        Assert.Contains("no more requests for 15 seconds", next.Message);
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(1, (await polygon.FailsAsync("BRK.B")).Requests);
    }

    [Fact]
    public async Task A_plan_that_does_not_include_the_data_is_not_retried_and_the_error_says_so()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.NotAuthorized().OnTicker("ACME"));

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.Forbidden, 1, 1), (error.Failure, error.Requests, polygon.Requests));
        Assert.Contains("403: You are not entitled to this data", error.Message);
        Assert.Contains("POLYGON_API_KEY", error.Message);
        Assert.NotEmpty((await polygon.FetchAsync("BRK.B")).Bars.Times.ToArray());
    }

    [Theory]
    [InlineData(404, """{"status":"NOT_FOUND","message":"Ticker not found."}""")]
    [InlineData(404, "")]
    [InlineData(404, "not found")]
    [InlineData(200, """{"ticker":"ACME","status":"OK","resultsCount":0}""")]
    [InlineData(200, """{"ticker":"ACME","status":"OK","results":null}""")]
    [InlineData(200, """{"ticker":"ACME","status":"DELAYED","results":[]}""")]
    public async Task No_results_are_no_bars(int status, string body)
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Status(status, body));

        var fetched = await polygon.FetchAsync();

        Assert.Equal((0, 1), (fetched.Bars.Count, fetched.Requests));
    }

    [Fact]
    public async Task The_404_of_some_other_web_server_is_no_knowledge_about_a_symbol()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Status(404, "<html><h1>404 Not Found</h1></html>", "text/html"));

        var error = await polygon.FailsAsync();

        Assert.Equal(PriceSourceFailure.BadData, error.Failure);
        Assert.Contains("check the address", error.Message);
    }

    [Fact]
    public async Task A_429_is_obeyed_for_as_long_as_it_says_and_then_asked_again()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(time: time);
        polygon.Faults.Add(Fault.TooManyRequests(retryAfterSeconds: 7).Once());

        var fetch = polygon.FetchAsync();
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(7));
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal((1, false), (polygon.Requests, fetch.IsCompleted));
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal((75, 2), ((await fetch).Bars.Count, (await fetch).Requests));
    }

    [Fact]
    public async Task A_429_holds_back_everyone_who_asks_after_it()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(time: time);
        polygon.Faults.Add(Fault.TooManyRequests(retryAfterSeconds: 7).Once());
        var first = polygon.FetchAsync();
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(7));

        var second = polygon.FetchAsync("BRK.B");
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal((1, false), (polygon.Requests, second.IsCompleted));
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal((2, 1), ((await first).Requests, (await second).Requests));
    }

    [Fact]
    public async Task A_429_without_a_time_is_backed_off_from()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.TooManyRequests().Times(2));

        Assert.Equal(3, (await polygon.FetchAsync()).Requests);
    }

    [Fact]
    public async Task A_429_that_does_not_end_is_an_error_after_the_retries()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { MaxRetries = 2 });
        polygon.Faults.Add(Fault.TooManyRequests());

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.RateLimited, 3, 3), (error.Failure, error.Requests, polygon.Requests));
        Assert.Contains("quota is used up (429", error.Message);
    }

    [Fact]
    public async Task A_429_that_asks_for_too_long_a_wait_is_an_error_at_once_for_everyone()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.TooManyRequests(retryAfterSeconds: 3600));

        var error = await polygon.FailsAsync();
        var next = await polygon.FailsAsync("BRK.B");

        Assert.Equal((PriceSourceFailure.RateLimited, 1), (error.Failure, error.Requests));
        Assert.Contains("requests a wait of 60 minutes", error.Message);
        Assert.Equal((PriceSourceFailure.RateLimited, 0, 1), (next.Failure, next.Requests, polygon.Requests));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(408)]
    public async Task A_server_that_fails_is_asked_again(int status)
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Status(status).Times(2));

        var fetched = await polygon.FetchAsync();

        Assert.Equal((75, 3, 3), (fetched.Bars.Count, fetched.Requests, polygon.Requests));
    }

    [Fact]
    public async Task A_server_that_goes_on_failing_is_an_error_after_the_retries()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Status(503, "<html>down</html>", "text/html"));

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.Unavailable, 4, 4), (error.Failure, error.Requests, polygon.Requests));
        Assert.Contains($"returned no daily bars of ACME: it responded with 503 ServiceUnavailable (4 requests).", error.Message);
    }

    [Fact]
    public async Task A_503_says_when_to_come_back()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(time: time);
        polygon.Faults.Add(Fault.Status(503, null, "application/json", ("Retry-After", "11")).Once());

        var fetch = polygon.FetchAsync();
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(11));
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(2, (await fetch).Requests);
    }

    [Fact]
    public async Task A_date_in_Retry_After_counts_from_now()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(time: time);
        var date = (time.GetUtcNow() + TimeSpan.FromSeconds(13)).ToString("R", CultureInfo.InvariantCulture);
        polygon.Faults.Add(Fault.Status(429, null, "application/json", ("Retry-After", date)).Once());

        var fetch = polygon.FetchAsync();
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(13));
        time.Advance(TimeSpan.FromSeconds(13));

        Assert.Equal(2, (await fetch).Requests);
    }

    [Fact]
    public async Task Retries_end_when_the_deadline_leaves_no_room_for_another_pause()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(o => o with { TotalTimeout = TimeSpan.FromSeconds(30) }, time: time);
        polygon.Faults.Add(Fault.Status(503, null, "application/json", ("Retry-After", "21")));

        var fetch = polygon.FailsAsync();
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(21));
        time.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(2, (await fetch).Requests);
    }

    [Fact]
    public async Task Nobody_there_is_an_error_that_says_where()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var nobody = new Uri($"http://127.0.0.1:{port}");
        await using var polygon = await TestPolygon.StartAsync(o => o with { BaseAddress = nobody, MaxRetries = 1 });

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.Unavailable, 2), (error.Failure, error.Requests));
        Assert.Contains($"no connection to 127.0.0.1:{port}", error.Message);
    }

    [Fact]
    public async Task An_unknown_host_is_an_error_that_names_it()
    {
        var nowhere = new Uri("http://nowhere.invalid");
        await using var polygon = await TestPolygon.StartAsync(o => o with { BaseAddress = nowhere, MaxRetries = 0 });

        var error = await polygon.FailsAsync();

        Assert.Equal(PriceSourceFailure.Unavailable, error.Failure);
        Assert.Contains("nowhere.invalid", error.Message);
    }

    [Fact]
    public async Task A_connection_that_is_closed_without_an_answer_is_tried_again()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.CloseConnection().Once());

        Assert.Equal((75, 75), ((await polygon.FetchAsync()).Bars.Count, (await polygon.FetchAsync()).Bars.Count));
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_of_a_body_is_tried_again_and_no_bar_counts_twice()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.CutConnection(afterBytes: 3000).Once());

        var fetched = await polygon.FetchAsync();

        Assert.Equal((75, 2, default), (fetched.Bars.Count, fetched.Requests, fetched.Defects));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_costs_the_attempts_deadline()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(
            o => o with { AttemptTimeout = TimeSpan.FromSeconds(9), MaxRetries = 0 }, time: time);
        polygon.Faults.Add(Fault.Hang());

        var fetch = polygon.FailsAsync();
        await polygon.Server.Requests.WaitForAsync(1);
        time.Advance(TimeSpan.FromSeconds(9));

        var error = await fetch;
        Assert.Equal((PriceSourceFailure.Unavailable, 1), (error.Failure, error.Requests));
        Assert.Contains("no complete response within 9 seconds", error.Message);
        Assert.True(await polygon.Server.Requests.All[0].WasAborted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_stops_or_drips_costs_the_attempts_deadline_and_is_tried_again(bool drips)
    {
        var (time, deadline, second) = (TestPolygon.Clock(), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        await using var polygon = await TestPolygon.StartAsync(
            o => o with { AttemptTimeout = deadline, RetryDelay = TimeSpan.FromSeconds(0.2) }, time: time);
        var pause = drips ? second : TimeSpan.FromHours(1);
        polygon.Faults.Add(Fault.Drip(bytes: drips ? 1 : 500, every: pause, time).Once());

        var fetch = polygon.FetchAsync();
        for (var elapsed = TimeSpan.Zero; elapsed < deadline; elapsed += second)
        {
            // The server has sent some bytes, and waits.
            await time.WaitForTimerAsync(left => left == (drips ? pause : pause - elapsed));
            time.Advance(second);
        }
        await time.WaitForTimerAsync(left => left > TimeSpan.Zero && left < second);
        time.Advance(second);
        var fetched = await fetch;

        Assert.Equal((75, 2, default), (fetched.Bars.Count, fetched.Requests, fetched.Defects));
    }

    [Fact]
    public async Task The_last_attempt_has_no_more_time_than_the_deadline_has_left()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(
            o => o with
            {
                AttemptTimeout = TimeSpan.FromSeconds(20),
                TotalTimeout = TimeSpan.FromSeconds(30),
                RetryDelay = TimeSpan.FromSeconds(0.2),
            },
            time: time);
        polygon.Faults.Add(Fault.Hang());

        var fetch = polygon.FailsAsync();
        await polygon.Server.Requests.WaitForAsync(1);
        time.Advance(TimeSpan.FromSeconds(20));
        await time.WaitForTimerAsync(pause => pause > TimeSpan.Zero && pause <= TimeSpan.FromSeconds(0.3));
        time.Advance(TimeSpan.FromSeconds(0.3));
        await polygon.Server.Requests.WaitForAsync(2);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(2, (await fetch).Requests);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>Sign in</body></html>", "web page")]
    [InlineData("upstream connect error", "plain text")]
    [InlineData("""{"results":[{]}""", "malformed")]
    [InlineData("""["results"]""", "not a JSON object")]
    public async Task What_is_no_JSON_is_an_error_that_says_so(string body, string expected)
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body(body, "text/html"));

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.BadData, 1), (error.Failure, error.Requests));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public async Task Truncated_JSON_is_tried_again_and_no_bar_counts_twice()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Truncate(bytes: 2000).Once());

        var fetched = await polygon.FetchAsync();

        Assert.Equal((75, 2, default), (fetched.Bars.Count, fetched.Requests, fetched.Defects));
    }

    [Theory]
    [InlineData(2000, "cut off after 2,000 bytes")]
    [InlineData(0, "response is empty")]
    public async Task JSON_that_stays_truncated_is_an_error_that_says_so(int bytes, string expected)
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Truncate(bytes));

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.BadData, 4, 4), (error.Failure, error.Requests, polygon.Requests));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public async Task An_endless_body_is_an_error()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { MaxAnswerBytes = 5000 });

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.BadData, 1), (error.Failure, error.Requests));
        Assert.Contains("longer than 5000 bytes", error.Message);
    }

    [Fact]
    public async Task The_bars_of_another_symbol_are_rejected()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.WrongTicker("MSFT"));

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.BadData, 1), (error.Failure, error.Requests));
        Assert.Contains("another symbol (MSFT)", error.Message);
    }

    [Fact]
    public async Task A_ticker_in_other_letters_is_another_symbol()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.WrongTicker("BACPL").OnTicker("BACpL"));

        Assert.Equal(PriceSourceFailure.BadData, (await polygon.FailsAsync("BACpL")).Failure);
    }

    [Fact]
    public async Task An_error_inside_a_good_status_is_an_error()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body("""{"status":"ERROR","error":"Something broke"}"""));

        Assert.Contains("reports an error (Something broke)", (await polygon.FailsAsync()).Message);
    }

    [Fact]
    public async Task Bars_outside_the_range_are_dropped_and_counted()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.EditBars(bars =>
        {
            bars.Add(Moved(bars[0]!, days: -400));
            bars.Add(Moved(bars[0]!, days: 4000));
        }));

        var fetched = await polygon.FetchAsync();

        Assert.Equal((75, new BarDefects(OutOfRange: 2, 0, 0)), (fetched.Bars.Count, fetched.Defects));
        Assert.Contains(polygon.Logs.Warnings, w => w.Contains("2 daily bars of ACME were dropped"));
    }

    [Fact]
    public async Task Unsorted_and_repeated_bars_become_a_clean_series()
    {
        await using var polygon = await TestPolygon.StartAsync();
        var good = (await polygon.FetchAsync()).Bars;
        polygon.Faults.Add(Fault.EditBars(bars =>
        {
            var sent = bars.Select(b => b!.DeepClone()).ToList();
            bars.Clear();
            foreach (var bar in sent.AsEnumerable().Reverse().Concat(sent.Take(3).Select(b => b.DeepClone()))) bars.Add(bar);
        }));

        var fetched = await polygon.FetchAsync();

        Assert.Equal(new BarDefects(0, Repeated: 3, 0), fetched.Defects);
        Assert.Equal(good.Times.ToArray(), fetched.Bars.Times.ToArray());
        Assert.Equal(good.Close.ToArray(), fetched.Bars.Close.ToArray());
    }

    [Fact]
    public async Task Impossible_bars_are_dropped_and_counted_and_the_others_stay()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.EditBars(bars =>
        {
            bars[0]!["c"] = "NaN";
            bars[1]!["o"] = 1e308;
            bars[2]!["l"] = -1;
            bars[3]!["h"] = 0.01;
            bars[4]!["v"] = -5;
            bars[5]!.AsObject().Remove("c");
            bars[6]!["t"] = null;
            bars[7] = null;
            bars[8] = "a bar";
        }));

        var fetched = await polygon.FetchAsync();

        Assert.Equal((66, new BarDefects(0, 0, Impossible: 9)), (fetched.Bars.Count, fetched.Defects));
    }

    [Fact]
    public async Task Words_where_numbers_belong_cost_only_their_bars()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.EditText(text =>
            ReplaceFirst(ReplaceFirst(text, "\"c\":", "\"c\":NaN,\"x\":"), "\"h\":", "\"h\":-Infinity,\"x\":")));

        var fetched = await polygon.FetchAsync();

        Assert.Equal((74, new BarDefects(0, 0, Impossible: 1)), (fetched.Bars.Count, fetched.Defects));
    }

    [Fact]
    public async Task Pages_that_lead_in_a_circle_are_an_error()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.LoopingNextUrl());

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.BadData, 1), (error.Failure, error.Requests));
        Assert.Contains("pages repeat", error.Message);
    }

    [Fact]
    public async Task Pages_that_never_advance_are_an_error()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.EndlessNextUrl());

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.BadData, 3), (error.Failure, error.Requests));
        Assert.Contains("contain nothing new", error.Message);
    }

    [Fact]
    public async Task More_pages_than_allowed_are_an_error()
    {
        await using var polygon = await TestPolygon.StartAsync(
            o => o with { MaxPages = 3 }, server: TestPolygon.PagesOf(10));

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.BadData, 3), (error.Failure, error.Requests));
        Assert.Contains("more than 3 pages", error.Message);
    }

    [Fact]
    public async Task The_key_does_not_follow_a_next_page_to_another_host()
    {
        await using var polygon = await TestPolygon.StartAsync();
        await using var elsewhere = await FakePolygonServer.StartAsync(TestPolygon.Market());
        polygon.Faults.Add(Fault.ForeignNextUrl($"http://localhost:{elsewhere.BaseAddress.Port}"));

        var error = await polygon.FailsAsync();

        Assert.Equal(PriceSourceFailure.BadData, error.Failure);
        Assert.Contains("another host (localhost)", error.Message);
        Assert.Equal(0, elsewhere.Requests.Count);
    }

    [Fact]
    public async Task A_doubled_port_in_a_next_page_does_not_matter()
    {
        await using var polygon = await TestPolygon.StartAsync(server: TestPolygon.PagesOf(30));
        polygon.Faults.Add(Fault.DoubledPortNextUrl());

        var fetched = await polygon.FetchAsync();

        Assert.Equal((75, 3), (fetched.Bars.Count, fetched.Requests));
    }

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        await using var polygon = await TestPolygon.StartAsync();
        await using var elsewhere = await FakePolygonServer.StartAsync(TestPolygon.Market());
        polygon.Faults.Add(Fault.Status(302, "", "text/html", ("Location", elsewhere.BaseAddress.AbsoluteUri)));

        var error = await polygon.FailsAsync();

        Assert.Contains("redirects (302) to 127.0.0.1", error.Message);
        Assert.Equal(0, elsewhere.Requests.Count);
    }

    [Fact]
    public async Task A_request_that_is_refused_is_not_retried()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Status(400, """{"status":"ERROR","error":"bad\u001b[31m range\nnow"}"""));

        var error = await polygon.FailsAsync();

        Assert.Equal((PriceSourceFailure.BadData, 1), (error.Failure, error.Requests));
        Assert.Contains("400 BadRequest (bad [31m range now)", error.Message);
    }

    [Fact]
    public async Task A_provider_that_is_down_is_left_alone_for_a_while_and_then_tried_with_one_request()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(o => o with { BreakerMinimumAttempts = 4, MaxRetries = 0 }, time: time);
        polygon.Faults.Add(Fault.Status(500).Times(5));
        for (var i = 0; i < 4; i++) Assert.Equal(1, (await polygon.FailsAsync()).Requests);

        var left = await polygon.FailsAsync("BRK.B");
        Assert.Equal((PriceSourceFailure.Unavailable, 0, 4), (left.Failure, left.Requests, polygon.Requests));
        Assert.Contains("too many recent requests failed (it responded with 500 InternalServerError", left.Message);

        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(1, (await polygon.FailsAsync()).Requests);
        Assert.Equal(0, (await polygon.FailsAsync()).Requests);
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(75, (await polygon.FetchAsync()).Bars.Count);
        Assert.Equal(75, (await polygon.FetchAsync()).Bars.Count);
    }

    [Fact]
    public async Task Callers_that_wait_for_the_quota_learn_at_once_that_the_provider_is_down()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(
            o => o with { BreakerMinimumAttempts = 2, MaxRetries = 0, RequestsPerMinute = 2 }, time: time);
        polygon.Faults.Add(Fault.Status(500));

        var errors = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => polygon.FailsAsync()));

        Assert.Equal(2, polygon.Requests);
        Assert.Equal(2, errors.Sum(e => e.Requests));
        Assert.All(errors, e => Assert.Equal(PriceSourceFailure.Unavailable, e.Failure));
    }

    private static JsonNode Moved(JsonNode bar, int days)
    {
        var moved = bar.DeepClone();
        moved["t"] = moved["t"]!.GetValue<long>() + (days * 86_400_000L);
        return moved;
    }

    private static string ReplaceFirst(string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return text[..at] + replacement + text[(at + old.Length)..];
    }
}
