using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>The market loaded ahead of its use, by whichever silo has the schedule.</summary>
public sealed class WarmTests
{
    private const int Days = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_session_is_loaded_once_soon_after_it_is_published_and_the_next_scan_asks_for_nothing()
    {
        var time = new FakeTimeProvider(Clocks.At(2026, 3, 11, 16, 16));
        var market = new ScriptedMarket(time, [.. Enumerable.Range(0, 80).Select(i => Symbol.Parse($"S{i:D3}"))]);
        await using var cluster = await ClusterUnderTest.StartAsync(market, time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync());
        var schedule = cluster.Cluster.Client.GetGrain<IWarmGrain>(0);
        Assert.Null(await schedule.RemindAsync(Days));

        await TickUntilAsync(new DateOnly(2026, 3, 10));
        var yesterdays = market.Requests;
        time.SetUtcNow(Clocks.At(2026, 3, 11, 16, 20));
        await TickUntilAsync(new DateOnly(2026, 3, 11));
        var todays = market.Requests;
        for (var minute = 0; minute < 10; minute++) time.Advance(TimeSpan.FromMinutes(1));

        var scan = await cluster.Engine.ScanToEndAsync(new ScanRequest { Days = Days, MinDollarVolume = 0, Top = 0 }, CancellationToken.None);

        // At 16:16 today's session is published for a minute: the market of the window that ends with it, and nothing again five minutes later.
        Assert.Equal(ExchangeCalendar.Nyse.SessionsBetween(new DateOnly(2026, 3, 11).AddDays(-Days), new DateOnly(2026, 3, 11)).Count() + 1, yesterdays);
        Assert.Equal((yesterdays, yesterdays), (todays, market.Requests));
        Assert.Equal((80, 0, 0), (scan.Summary.Ranked, scan.Summary.ProviderRequests, scan.Summary.Tiers.With(Tier.Memory).Provider));

        async Task TickUntilAsync(DateOnly session)
        {
            using var patience = new CancellationTokenSource(Patience);
            time.Advance(TimeSpan.FromMinutes(1));
            while (!(await schedule.RemindAsync(Days) >= session))
            {
                Assert.False(patience.IsCancellationRequested, $"{session:yyyy-MM-dd} was not loaded.");
                await Task.Delay(20);
            }
        }
    }
}
