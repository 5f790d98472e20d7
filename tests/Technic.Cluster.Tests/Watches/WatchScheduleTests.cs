using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Watches;
using Technic.Testing;

namespace Technic.Cluster.Tests.Watches;

/// <summary>
/// Watches checked by a reminder after each session. The ticks are sent by the test, because reminders wait for real minutes; one test
/// waits for Orleans' own.
/// </summary>
public sealed class WatchScheduleTests
{
    private const string Name = "rising";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly DateOnly Tuesday = new(2026, 11, 24), Wednesday = new(2026, 11, 25), HalfDay = new(2026, 11, 27);

    private readonly FakeTimeProvider _time = new(Clocks.At(Wednesday, "12:00"));
    private readonly ScriptedSource _source;

    public WatchScheduleTests() => _source = new ScriptedSource(_time)
    {
        Listings = [.. Enumerable.Range(0, 12).Select(i => new Listing(Symbol.Parse($"S{i:D4}")))],
    };

    [Fact]
    public async Task A_session_is_checked_once_when_it_is_published_and_once_when_it_is_final()
    {
        await using var cluster = await StartAsync();
        await SetAsync(cluster);

        await CheckedAsync("12:00", Wednesday, Tuesday, comparedWith: null);
        await NothingAsync("12:20", Wednesday);
        // Published at 16:15; providers are late now and then.
        await NothingAsync("16:18", Wednesday);
        await CheckedAsync("16:21", Wednesday, Wednesday, Tuesday);
        await NothingAsync("16:40", Wednesday);
        await NothingAsync("05:59", Wednesday.AddDays(1));
        await CheckedAsync("06:01", Wednesday.AddDays(1), Wednesday, Tuesday);
        // Thanksgiving.
        await NothingAsync("16:30", Wednesday.AddDays(1));
        // The exchange closes at 13:00.
        await NothingAsync("13:18", HalfDay);
        await CheckedAsync("13:21", HalfDay, HalfDay, Wednesday);
        await NothingAsync("16:30", HalfDay);
        await CheckedAsync("12:00", HalfDay.AddDays(1), HalfDay, Wednesday);
        await NothingAsync("16:30", HalfDay.AddDays(2));

        async Task CheckedAsync(string at, DateOnly day, DateOnly asOf, DateOnly? comparedWith)
        {
            _time.SetUtcNow(Clocks.At(day, at));
            var report = await TickedAsync(cluster);
            Assert.Equal((asOf, comparedWith, _time.GetUtcNow()), (report!.AsOf, report.ComparedWith, report.CheckedAt));
        }

        async Task NothingAsync(string at, DateOnly day)
        {
            _time.SetUtcNow(Clocks.At(day, at));
            Assert.NotEqual(_time.GetUtcNow(), (await TickedAsync(cluster))!.CheckedAt);
        }
    }

    [Fact]
    public async Task Without_a_watch_nothing_is_requested()
    {
        await using var cluster = await StartAsync();
        await cluster.Client.Watches.SetListAsync("tech", [Symbol.Parse("S0001")], null, default);

        _time.SetUtcNow(Clocks.At(Wednesday, "16:21"));
        await TickAsync(cluster);
        await UntilDoneAsync(cluster);

        Assert.Equal((0, 0), (_source.Calls.Count, _source.ListingCalls));
    }

    [Fact]
    public async Task A_check_that_fails_says_why_and_is_repeated_after_a_quarter_of_an_hour()
    {
        await using var cluster = await StartAsync();
        await SetAsync(cluster);
        _source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "No answer.");

        var failed = await TickedAsync(cluster);
        var problem = (await StateAsync(cluster)).Problem;
        _source.Refuse = _ => null;
        _time.Advance(TimeSpan.FromMinutes(14));
        var early = await TickedAsync(cluster);
        _time.Advance(TimeSpan.FromMinutes(2));
        var repeated = await TickedAsync(cluster);

        Assert.StartsWith("All 12 symbols failed, for example S0000: No answer.", problem, StringComparison.Ordinal);
        Assert.Equal((null, null), (failed, early));
        Assert.Equal((Tuesday, null), (repeated!.AsOf, (await StateAsync(cluster)).Problem));
    }

    [Fact]
    public async Task A_check_that_dies_with_its_silo_is_made_up_and_no_news_is_lost()
    {
        await using var cluster = await StartAsync(silos: 3);
        await SetAsync(cluster);
        var before = (await TickedAsync(cluster))!;
        var held = new TaskCompletionSource();
        _source.Hold = (_, token) => held.Task.WaitAsync(token);
        _time.SetUtcNow(Clocks.At(Wednesday, "16:21"));
        await TickAsync(cluster);
        Assert.True(SpinWait.SpinUntil(() => _source.InFlight > 0, Patience));

        await cluster.KillSiloOfAsync(nameof(IWatchScheduleGrain)[1..]);
        _source.Hold = (_, _) => Task.CompletedTask;
        held.SetResult();
        WatchReport after;
        using (var limit = new CancellationTokenSource(Patience))
        {
            while ((after = (await TickedAsync(cluster))!).AsOf < Wednesday) await Task.Delay(100, limit.Token);
        }

        var expected = await MatchingAsync(cluster);
        Symbol[] earlier = [.. before.Matches.Select(match => match.Symbol)];
        Assert.Equal((Wednesday, Tuesday), (after.AsOf, after.ComparedWith));
        Assert.Equal(expected, after.Matches.Select(match => match.Symbol).Order());
        Assert.Equal(expected.Except(earlier), after.Entered.Order());
        Assert.Equal(earlier.Except(expected).Order(), after.Left.Select(left => left.Symbol));
        Assert.NotEmpty(after.Entered.Concat(after.Left.Select(left => left.Symbol)));
    }

    [Fact]
    public async Task The_reminder_outlives_the_silos_and_a_missed_session_is_made_up()
    {
        await using var cluster = await StartAsync();
        await SetAsync(cluster);
        await Schedule(cluster).StartAsync();
        Assert.Equal(Tuesday, (await TickedAsync(cluster))!.AsOf);

        // No silo runs when the sessions are published.
        _time.SetUtcNow(Clocks.At(HalfDay, "20:00"));
        await cluster.ShortenRemindersAsync();
        await cluster.RestartAsync();

        // Nobody schedules or ticks: Orleans finds the reminder in the database.
        await UntilAsync(cluster, HalfDay);
        Assert.Equal(Tuesday, (await StateAsync(cluster)).Report!.ComparedWith);
    }

    private async Task<ClusterUnderTest> StartAsync(int silos = 2) => await ClusterUnderTest.StartAsync(
        _source, _time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos,
        new ClusterTestOptions(ResponseTimeout: TimeSpan.FromSeconds(10)));

    private static IWatchScheduleGrain Schedule(ClusterUnderTest cluster) => cluster.Cluster.Client.GetGrain<IWatchScheduleGrain>(0);

    private static async Task SetAsync(ClusterUnderTest cluster) => await cluster.Client.Watches.SetWatchAsync(
        Name, SavedScan.Read("""{"where": "close > close[1]", "minDollarVolume": 0}"""u8.ToArray()), null, default);

    private static async Task<WatchState> StateAsync(ClusterUnderTest cluster) =>
        (await cluster.Client.Watches.FindWatchAsync(Name, default))!;

    private static Task TickAsync(ClusterUnderTest cluster) =>
        Schedule(cluster).AsReference<IRemindable>().ReceiveReminder("watches", default);

    /// <summary>The report after a tick and its checks.</summary>
    private static async Task<WatchReport?> TickedAsync(ClusterUnderTest cluster)
    {
        try
        {
            await TickAsync(cluster);
            await UntilDoneAsync(cluster);
        }
        catch (Exception problem) when (problem is OrleansException or TimeoutException)
        {
            // The silo was killed, and the others do not know it yet: the next tick.
        }
        return (await StateAsync(cluster)).Report;
    }

    private static async Task UntilDoneAsync(ClusterUnderTest cluster)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await Schedule(cluster).IsCheckingAsync(limit.Token)) await Task.Delay(20, limit.Token);
    }

    private static async Task UntilAsync(ClusterUnderTest cluster, DateOnly session)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!((await StateAsync(cluster)).Report?.AsOf >= session)) await Task.Delay(100, limit.Token);
    }

    /// <summary>The symbols that match now, by an ordinary scan.</summary>
    private static async Task<Symbol[]> MatchingAsync(ClusterUnderTest cluster)
    {
        var scan = await cluster.Engine.ScanToEndAsync(
            new ScanRequest { Where = "close > close[1]", MinDollarVolume = 0, Top = 0 }, default);
        return [.. scan.Rows.Select(row => row.Row.Symbol).Order()];
    }
}
