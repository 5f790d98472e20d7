using System.Collections.Concurrent;
using System.Threading.Channels;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.FakePolygon;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests.Loading;

/// <summary>A market under the free plan's quota, on a clock that only the test moves.</summary>
public sealed class QuotaTests
{
    private const int Symbols = 100;
    private const int FreePlan = 5;

    private const string BeforeEndOfDay =
        """{"status":"NOT_AUTHORIZED","message":"Attempted to request today's data before end of day. Please upgrade your plan."}""";

    private static readonly DateOnly Friday = new(2026, 3, 6);
    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly TimeSpan Spacing = PriceSources.QuotaMinute / FreePlan;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task On_the_free_plan_a_market_takes_as_long_as_was_said_before_and_at_every_step()
    {
        await using var test = await StartAsync(
            MarketOf(Symbols, Monday), Monday, options => options with { RequestsPerMinute = FreePlan });
        var steps = Channel.CreateUnbounded<LoadProgress>();
        var (begun, plan) = (test.Time.GetUtcNow(), default(LoadPlan));
        var scan = Task.Run(async () =>
        {
            await foreach (var update in test.Engine.ScanAsync(Request(Symbols), CancellationToken.None))
            {
                if (update is ScanPlanned planned) plan = planned.Plan;
                if (update is ScanProgress { Load: { } load }) steps.Writer.TryWrite(load);
                if (update is ScanCompleted completed) return completed.Result;
            }
            throw new InvalidOperationException("The scan ended without a result.");
        });

        TimeSpan Elapsed() => test.Time.GetUtcNow() - begun;
        var sessions = ExchangeCalendar.Nyse.SessionsBetween(Monday.AddDays(-90), Monday).Count();
        for (var request = 1; request <= sessions + 1; request++)
        {
            if (request > FreePlan) await AdvanceToNextPermitAsync(test, request == FreePlan + 1 ? PriceSources.QuotaMinute : Spacing);
            var step = await steps.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            Assert.Equal((request - 1, sessions), (step.Days, step.Planned));
            Assert.InRange(Elapsed() + step.Left!.Value, plan!.Time!.Value - Spacing, plan.Time.Value + Spacing);
        }

        Assert.Equal(Symbols, (await scan.WaitAsync(Patience)).Summary.Ranked);
        Assert.Equal((sessions + 1, sessions + 1), (plan!.Requests, test.Requests));
        Assert.Equal(plan.Time!.Value, Elapsed());
        Assert.InRange(Elapsed(), TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(13));
    }

    /// <summary>
    /// The first hour with a key of the free plan, on an evening whose session is not available before midnight (docs/tutorial.md).
    /// </summary>
    [Fact]
    public async Task On_the_free_plan_the_first_rows_appear_within_two_minutes_and_the_list_is_complete_within_the_hour()
    {
        const int symbols = 300;
        await using var test = await StartAsync(
            MarketOf(symbols, Monday, years: 2), Monday, options => options with { RequestsPerMinute = FreePlan });
        test.Server.Faults.Add(Fault.Status(403, BeforeEndOfDay).OnPath("/grouped/locale/us/market/stocks/2026-03-09"));
        var steps = Channel.CreateUnbounded<LoadProgress>();
        var early = new ConcurrentQueue<(int Sessions, int Rows, double Minutes)>();
        var begun = test.Time.GetUtcNow();
        var scan = Task.Run(async () =>
        {
            await foreach (var update in test.Engine.ScanAsync(new ScanRequest(), CancellationToken.None))
            {
                if (update is ScanProgress { Load: { } load }) steps.Writer.TryWrite(load);
                if (update is ScanProvisional provisional) early.Enqueue((provisional.Sessions, provisional.Result.Rows.Count, Minutes()));
                if (update is ScanCompleted completed) return completed.Result;
            }
            throw new InvalidOperationException("The scan ended without a result.");
        });

        double Minutes() => (test.Time.GetUtcNow() - begun).TotalMinutes;
        // The list of symbols, the splits, the session that is refused, and those of the window that ends a day earlier.
        var sessions = ExchangeCalendar.Nyse.SessionsBetween(Friday.AddDays(-ScanRequest.DefaultDays), Friday).Count();
        var requests = 3 + sessions;
        for (var request = 2; request <= requests; request++)
        {
            if (request > FreePlan) await AdvanceToNextPermitAsync(test, request == FreePlan + 1 ? PriceSources.QuotaMinute : Spacing);
            await steps.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        }
        // The window that ends earlier begins earlier: the splits of these days take one more request.
        await test.Time.AdvanceUntilAsync(scan, Spacing);
        var result = await scan;

        Assert.Equal(2, test.SplitRequests);
        Assert.Equal((requests + 1, Friday, false), (test.Requests, result.Summary.AsOf, result.Summary.IsProvisional));
        Assert.InRange(result.Summary.Ranked, symbols / 2, symbols);
        Assert.InRange(Minutes(), 55, 57);
        (int Sessions, double Minutes)[] expected = [(5, 1.6), (21, 4.8), (51, 10.8), (64, 13.4), (126, 25.8), (200, 40.6)];
        Assert.Equal(expected.Length, early.Count);
        Assert.All(early.Zip(expected), pair =>
        {
            Assert.InRange(pair.First.Sessions, pair.Second.Sessions, pair.Second.Sessions + 1);
            Assert.InRange(pair.First.Minutes, pair.Second.Minutes - 0.5, pair.Second.Minutes + 0.5);
            Assert.Equal(50, pair.First.Rows);
        });
    }

    [Fact]
    public async Task A_429_slows_everyone_once()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday, options => options with { MaxRetries = 3 });
        test.Server.Faults.Add(Fault.TooManyRequests((int)Pause.TotalSeconds).Once());
        var scan = test.ScanAsync(Request(Symbols));
        // The timer of the retry; the timeout of the current attempt is another one.
        await test.Time.WaitForTimerAsync(Pause);
        var single = test.Engine.GetHistoryAsync(new PriceHistoryKey(SymbolAt(3), 200, Frequency.Daily), CancellationToken.None).AsTask();
        // In addition, the timer of the quota, for which the second request waits.
        await test.Time.WaitForTimerAsync(Pause, count: 2);

        test.Time.Advance(Pause - TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, false, false), (test.Requests, scan.IsCompleted, single.IsCompleted));
        test.Time.Advance(TimeSpan.FromMilliseconds(2));

        var sessions = ExchangeCalendar.Nyse.SessionsBetween(Monday.AddDays(-90), Monday).Count();
        Assert.Equal((Symbols, sessions + 2), ((await scan.WaitAsync(Patience)).Summary.Ranked, (await scan).Summary.ProviderRequests));
        Assert.True((await single.WaitAsync(Patience)).Succeeded);
    }

    /// <summary>Moves the clock once a request waits for the quota: if it moved earlier, the request would find a new minute.</summary>
    private static async Task AdvanceToNextPermitAsync(MarketUnderTest test, TimeSpan wait)
    {
        await test.Time.WaitForTimerAsync(wait);
        test.Time.Advance(wait);
    }
}
