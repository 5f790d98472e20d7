using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>
/// The market loaded ahead of its use by a reminder. The first tick is Orleans' own; later ones are sent by the test, because reminders
/// wait for real minutes.
/// </summary>
public sealed class WarmTests
{
    private const int Days = 60;

    private static readonly DateOnly Tuesday = new(2026, 3, 10), Wednesday = new(2026, 3, 11);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new(Clocks.At(2026, 3, 11, 16, 16));
    private readonly ScriptedMarket _market;

    public WarmTests() => _market = new ScriptedMarket(_time, [.. Enumerable.Range(0, 80).Select(i => Symbol.Parse($"S{i:D3}"))]);

    [Fact]
    public async Task A_session_is_loaded_once_soon_after_it_is_published_and_the_next_scan_asks_for_nothing()
    {
        await using var cluster = await StartAsync();
        await ScheduleAsync(cluster);

        await TickUntilAsync(cluster, Tuesday);
        var yesterdays = _market.Requests;
        _time.SetUtcNow(Clocks.At(2026, 3, 11, 16, 20));
        await TickUntilAsync(cluster, Wednesday);
        var todays = _market.Requests;
        for (var minute = 0; minute < 10; minute++) await TickAsync(cluster);

        var scan = await cluster.Engine.ScanToEndAsync(new ScanRequest { Days = Days, MinDollarVolume = 0, Top = 0 }, default);

        // At 16:16 today's session is published for a minute: the market of the window that ends with it, and nothing again five minutes
        // later.
        var sessions = ExchangeCalendar.Nyse.SessionsBetween(Wednesday.AddDays(-Days), Wednesday).Count();
        Assert.Equal((sessions + 1, sessions + 1, sessions + 1), (yesterdays, todays, _market.Requests));
        Assert.Equal((80, 0, 0), (scan.Summary.Ranked, scan.Summary.ProviderRequests, scan.Summary.Tiers.With(Tier.Memory).Provider));
    }

    [Fact]
    public async Task The_reminder_outlives_the_silos_and_a_missed_run_is_made_up()
    {
        await using var cluster = await StartAsync();
        await ScheduleAsync(cluster);
        await TickUntilAsync(cluster, Tuesday);

        // No silo runs when the sessions of Wednesday to Friday are published.
        _time.SetUtcNow(Clocks.At(2026, 3, 14, 12, 0));
        await cluster.ShortenRemindersAsync();
        await cluster.RestartAsync();

        // Nobody schedules or ticks: Orleans finds the reminder in the database.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!(await Schedule(cluster).GetLoadedAsync() >= new DateOnly(2026, 3, 13))) await Task.Delay(100, patience.Token);
        Assert.Contains(new DateOnly(2026, 3, 12), _market.Days);
        Assert.Contains(new DateOnly(2026, 3, 13), _market.Days);
    }

    [Fact]
    public async Task A_failed_load_is_retried_after_minutes_and_not_given_up_for_a_day()
    {
        await using var cluster = await StartAsync();
        _market.RefuseDay = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "down");
        await TickAsync(cluster);
        await UntilAsync(() => _market.Days.Count > 0);
        // Ticks during the load change nothing.
        await TickAsync(cluster);
        await UntilAsync(async () =>
        {
            var asked = _market.Days.Count;
            await Task.Delay(500);
            return asked == _market.Days.Count;
        });
        Assert.Null(await Schedule(cluster).GetLoadedAsync());
        var failed = _market.Days.Count;

        _market.RefuseDay = _ => null;
        _time.Advance(TimeSpan.FromMinutes(4));
        await TickAsync(cluster);
        Assert.Null(await Schedule(cluster).GetLoadedAsync());
        Assert.Equal(failed, _market.Days.Count);

        _time.Advance(TimeSpan.FromMinutes(2));
        await TickUntilAsync(cluster, Wednesday);
    }

    [Fact]
    public async Task A_schedule_ends_or_changes_with_the_setting()
    {
        await using var cluster = await StartAsync();
        await Schedule(cluster).ScheduleAsync(Days);
        await Schedule(cluster).ScheduleAsync(90);
        Assert.Equal("warm/90", await RemindersAsync());

        await Schedule(cluster).ScheduleAsync(0);
        Assert.Null(await RemindersAsync());

        async Task<string?> RemindersAsync() =>
            await PostgresServer.RunSqlAsync(_database, "SELECT string_agg(reminder_name, ',') FROM technic_reminder") as string;
    }

    private string _database = "";

    private static IWarmGrain Schedule(ClusterUnderTest cluster) => cluster.Cluster.Client.GetGrain<IWarmGrain>(0);

    private static Task ScheduleAsync(ClusterUnderTest cluster) => Schedule(cluster).ScheduleAsync(Days);

    private static Task TickAsync(ClusterUnderTest cluster) =>
        Schedule(cluster).AsReference<IRemindable>().ReceiveReminder($"warm/{Days}", default);

    private async Task TickUntilAsync(ClusterUnderTest cluster, DateOnly session) => await UntilAsync(async () =>
    {
        await TickAsync(cluster);
        return await Schedule(cluster).GetLoadedAsync() >= session;
    });

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition()) await Task.Delay(20, patience.Token);
    }

    private async Task<ClusterUnderTest> StartAsync()
    {
        _database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        return await ClusterUnderTest.StartAsync(_market, _time, _database);
    }
}
