using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.FakePolygon;

namespace Technic.Polygon.Tests;

public sealed class PolygonPriceSourceTests
{
    [Fact]
    public async Task Daily_bars_are_asked_for_in_one_request_with_both_days()
    {
        await using var polygon = await TestPolygon.StartAsync();

        var fetched = await polygon.FetchAsync();

        Assert.Equal((75, 1, default), (fetched.Bars.Count, fetched.Requests, fetched.Defects));
        Assert.Equal(
            "/v2/aggs/ticker/ACME/range/1/day/2021-01-04/2021-04-21?adjusted=true&sort=asc&limit=50000",
            Assert.Single(polygon.Server.Requests.All).Url);
        Assert.Equal((TestPolygon.From, TestPolygon.To), (fetched.Bars.Times[0].Date, fetched.Bars.Times[^1].Date));
    }

    [Fact]
    public async Task What_arrives_is_what_the_market_has()
    {
        await using var polygon = await TestPolygon.StartAsync();
        var expected = polygon.Server.Market.Daily(TestPolygon.Acme, TestPolygon.From, TestPolygon.To, adjusted: true);

        var bars = (await polygon.FetchAsync()).Bars;

        Assert.Equal(Enumerable.Range(0, 75).Select(i => expected[i]), Enumerable.Range(0, 75).Select(i => bars[i]));
    }

    [Fact]
    public async Task Intraday_bars_have_five_minutes_and_New_Yorks_clock_also_across_daylight_saving()
    {
        await using var polygon = await TestPolygon.StartAsync();

        var bars = (await polygon.FetchIntradayAsync(new DateOnly(2021, 3, 12), new DateOnly(2021, 3, 15))).Bars;

        Assert.Equal(2 * 78, bars.Count);
        Assert.StartsWith("/v2/aggs/ticker/ACME/range/5/minute/2021-03-12/2021-03-15?", polygon.Server.Requests.All[0].Url);
        Assert.Equal("2021-03-12T09:30", bars.Times[0].ToString());
        Assert.Equal("2021-03-12T15:55", bars.Times[77].ToString());
        Assert.Equal("2021-03-15T09:30", bars.Times[78].ToString());
    }

    [Fact]
    public async Task An_answer_in_pages_is_one_series()
    {
        await using var polygon = await TestPolygon.StartAsync(server: TestPolygon.PagesOf(20));

        var fetched = await polygon.FetchAsync();

        Assert.Equal((75, 4, 4, default), (fetched.Bars.Count, fetched.Requests, polygon.Requests, fetched.Defects));
    }

    [Fact]
    public async Task An_intraday_answer_longer_than_the_limit_goes_on_in_pages()
    {
        // The limit of 50,000 counts minutes: 10,000 bars of five minutes in a page.
        var from = new DateOnly(2020, 1, 2);
        await using var polygon = await TestPolygon.StartAsync(market: new FakeMarket().AddRandomWalk("ACME", from, TestPolygon.To));

        var fetched = await polygon.FetchIntradayAsync(from, TestPolygon.To);

        Assert.Equal(3, fetched.Requests);
        Assert.Equal(default, fetched.Defects);
        Assert.InRange(fetched.Bars.Count, 20_001, 30_000);
    }

    [Fact]
    public async Task Retries_of_a_page_are_counted_and_earlier_pages_not_asked_again()
    {
        await using var polygon = await TestPolygon.StartAsync(server: TestPolygon.PagesOf(20));
        polygon.Faults.Add(Fault.Status(500).After(2).Times(2));

        var fetched = await polygon.FetchAsync();

        Assert.Equal((75, 6, 6, default), (fetched.Bars.Count, fetched.Requests, polygon.Requests, fetched.Defects));
    }

    [Fact]
    public async Task A_failure_on_a_later_page_counts_the_earlier_ones()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { MaxRetries = 1 }, server: TestPolygon.PagesOf(20));
        polygon.Faults.Add(Fault.Status(500).After(2));

        Assert.Equal((4, 4), ((await polygon.FailsAsync()).Requests, polygon.Requests));
    }

    [Fact]
    public async Task Every_request_carries_the_key_as_a_bearer_token_and_none_in_its_address()
    {
        await using var polygon = await TestPolygon.StartAsync(server: TestPolygon.PagesOf(20));

        await polygon.FetchAsync();
        await polygon.Source.FetchListingsAsync(default);

        Assert.True(polygon.Requests > 4);
        Assert.All(polygon.Server.Requests.All, request =>
        {
            Assert.Equal($"Bearer {TestPolygon.Key}", request.Authorization);
            Assert.DoesNotContain(TestPolygon.Key, request.Url);
            Assert.DoesNotContain("apikey", request.Url, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Theory]
    [InlineData("BRK.B")]
    [InlineData("BACpL")]
    public async Task Tickers_keep_their_letters_and_dots(string symbol)
    {
        await using var polygon = await TestPolygon.StartAsync();

        Assert.Equal(75, (await polygon.FetchAsync(symbol)).Bars.Count);
        Assert.Contains($"/ticker/{symbol}/", polygon.Server.Requests.All[0].Url);
    }

    [Fact]
    public async Task A_symbol_that_nobody_knows_has_no_bars()
    {
        await using var polygon = await TestPolygon.StartAsync();

        Assert.Equal((0, 1), ((await polygon.FetchAsync("NOPE")).Bars.Count, polygon.Requests));
    }

    [Fact]
    public async Task A_range_that_ends_before_it_begins_needs_no_request()
    {
        await using var polygon = await TestPolygon.StartAsync();

        var fetched = await polygon.Source.FetchBarsAsync(TestPolygon.Acme, Frequency.Daily, TestPolygon.To, TestPolygon.From, default);

        Assert.Equal((0, 0, 0), (fetched.Bars.Count, fetched.Requests, polygon.Requests));
    }

    [Fact]
    public async Task Cancelling_ends_the_request_under_way()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Hang());
        using var cancel = new CancellationTokenSource();
        var fetch = polygon.FetchAsync(cancellationToken: cancel.Token);
        await polygon.Server.Requests.WaitForAsync(1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        Assert.True(await polygon.Server.Requests.All[0].WasAborted);
        Assert.Equal(1, polygon.Requests);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_for_the_quota_with_the_callers_token()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { RequestsPerMinute = 1 }, time: TestPolygon.Clock());
        await polygon.FetchAsync();
        using var cancel = new CancellationTokenSource();
        var fetch = polygon.FetchAsync("BRK.B", cancellationToken: cancel.Token);

        await cancel.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Equal(1, polygon.Requests);
    }

    [Fact]
    public async Task Cancelling_ends_the_pause_before_a_retry()
    {
        var time = TestPolygon.Clock();
        await using var polygon = await TestPolygon.StartAsync(time: time);
        polygon.Faults.Add(Fault.TooManyRequests(retryAfterSeconds: 60));
        using var cancel = new CancellationTokenSource();
        var fetch = polygon.FetchAsync(cancellationToken: cancel.Token);
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(60));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
    }

    [Fact]
    public async Task The_quota_holds_for_all_requests_together_pages_included()
    {
        var time = TestPolygon.Clock();
        using var quota = new WatchedQuota(new RequestQuota(3, time));
        await using var polygon = await TestPolygon.StartAsync(
            server: new FakePolygonOptions { Key = TestPolygon.Key, PageSize = 40, Time = time }, time: time, quota: quota);

        Task[] fetches =
        [
            polygon.FetchAsync(), polygon.FetchAsync("BRK.B"), polygon.FetchAsync("BACpL"), polygon.Source.FetchListingsAsync(default),
        ];
        while (fetches.Count(f => !f.IsCompleted) is > 0 and var unfinished)
        {
            // The clock does not move during a request.
            if (quota.Waiting == unfinished) time.Advance(TimeSpan.FromSeconds(0.1));
            else await Task.Yield();
        }
        await Task.WhenAll(fetches);

        var times = polygon.Server.Requests.All.Select(r => r.At).ToList();
        Assert.Equal(7, times.Count);
        for (var i = 3; i < times.Count; i++)
            Assert.True(times[i] - times[i - 3] >= TimeSpan.FromMinutes(1), $"{times[i - 3]:T} to {times[i]:T}");
    }

    [Fact]
    public async Task Waiting_for_the_quota_does_not_use_up_the_deadline()
    {
        var (time, deadline) = (TestPolygon.Clock(), TimeSpan.FromSeconds(5));
        await using var polygon = await TestPolygon.StartAsync(
            o => o with { RequestsPerMinute = 1, AttemptTimeout = deadline, TotalTimeout = deadline }, time: time);
        await polygon.FetchAsync();

        var late = polygon.FetchAsync("BRK.B");
        time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(75, (await late).Bars.Count);
    }

    [Fact]
    public async Task A_shared_quota_is_asked_before_every_attempt_and_told_of_a_429()
    {
        var quota = new CountingQuota();
        await using var polygon = await TestPolygon.StartAsync(quota: quota);
        polygon.Faults.Add(Fault.Status(500).Once());
        polygon.Faults.Add(Fault.TooManyRequests().Once());

        await polygon.FetchAsync();

        Assert.Equal((3, 3, 1), (polygon.Requests, quota.Asked, quota.Pauses));
    }

    [Fact]
    public async Task Listings_are_the_active_stocks_of_every_type_over_all_pages()
    {
        await using var polygon = await TestPolygon.StartAsync(server: TestPolygon.PagesOf(2));

        var (listings, requests) = await polygon.Source.FetchListingsAsync(default);

        Assert.Equal(["ACME", "BACpL", "BRK.B"], listings.Select(l => l.Symbol.Text));
        Assert.Equal(new Listing(TestPolygon.Acme, "ACME Inc.", "NYSE") { Type = "CS" }, listings[0]);
        Assert.Equal("/v3/reference/tickers?market=stocks&active=true&limit=1000", polygon.Server.Requests.All[0].Url);
        Assert.Equal((2, 2), (requests, polygon.Requests));
    }

    [Fact]
    public async Task The_source_says_what_it_is_without_its_key()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { RequestsPerMinute = 5 });

        Assert.Equal(("polygon@127.0.0.1", (int?)5), (polygon.Source.Name, polygon.Source.RequestsPerMinute));
        Assert.Equal(
            $"Polygon REST API at http://127.0.0.1:{polygon.Server.BaseAddress.Port}, 5 requests a minute", polygon.Source.Description);
    }

    [Fact]
    public async Task A_source_of_the_services_owns_all_it_needs()
    {
        await using var server = await FakePolygonServer.StartAsync(TestPolygon.Market());
        await using var source = PolygonServices.CreatePriceSource(
            new PolygonOptions { BaseAddress = server.BaseAddress }, TimeProvider.System, NullLoggerFactory.Instance);

        var fetched = await source.FetchBarsAsync(TestPolygon.Acme, Frequency.Daily, TestPolygon.From, TestPolygon.To, default);

        Assert.Equal(75, fetched.Bars.Count);
        Assert.Empty(server.Requests.All[0].Authorization);
    }

    [Fact]
    public async Task Many_at_once_use_no_more_connections_than_allowed()
    {
        await using var polygon = await TestPolygon.StartAsync(
            o => o with { MaxConnections = 3 }, server: TestPolygon.PagesOf(1000) with { Latency = TimeSpan.FromMilliseconds(5) });

        var fetched = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => polygon.FetchAsync()));

        Assert.All(fetched, f => Assert.Equal(75, f.Bars.Count));
        Assert.InRange(polygon.Server.Requests.MaxConcurrency, 2, 3);
    }

    private sealed class CountingQuota : IRequestQuota
    {
        private int _asked;
        private int _pauses;

        public int Asked => _asked;

        public int Pauses => _pauses;

        public ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return ValueTask.CompletedTask;
        }

        public void SlowDown(TimeSpan pause) => Interlocked.Increment(ref _pauses);
    }

    private sealed class WatchedQuota(RequestQuota quota) : IRequestQuota, IDisposable
    {
        private readonly Lock _gate = new();
        private readonly List<Task> _waits = [];

        public int Waiting
        {
            get
            {
                lock (_gate) return _waits.Count(w => !w.IsCompleted);
            }
        }

        public ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                var wait = quota.WaitAsync(cancellationToken).AsTask();
                _waits.Add(wait);
                return new ValueTask(wait);
            }
        }

        public void SlowDown(TimeSpan pause) => quota.SlowDown(pause);

        public void Dispose() => quota.Dispose();
    }
}
