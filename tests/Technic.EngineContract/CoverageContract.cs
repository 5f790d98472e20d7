using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.EngineContract;

/// <summary>
/// The behaviour of every engine with a provider whose newest session is late, incomplete, preliminary or wrong: at each moment the rows
/// state their day, all windows of a symbol agree, no error is permanent, and nothing is requested without need. The week begins with a
/// cold scan on Wednesday evening.
/// </summary>
public abstract class CoverageContract : IAsyncLifetime
{
    private const int Count = 150;
    private const int Days = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateOnly Thursday = new(2026, 3, 12);
    private static readonly DateOnly NextWednesday = new(2026, 3, 18);
    private static readonly Symbol Hit = SymbolAt(5);

    private IEngineUnderTest _underTest = null!;

    protected FakeTimeProvider Time { get; } = new(Clocks.At(2026, 3, 11, 17, 0));

    protected ScriptedMarket Market { get; }

    protected CoverageContract() => Market = new ScriptedMarket(Time, [.. Enumerable.Range(0, Count).Select(SymbolAt)]);

    /// <summary>Creates an engine on an empty store; the expiry of its memory has no jitter.</summary>
    protected abstract Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time);

    public async Task InitializeAsync() => _underTest = await StartAsync(Market, Time);

    public async Task DisposeAsync() => await _underTest.DisposeAsync();

    /// <summary>The behaviour of a provider for its newest session until a time of the day after.</summary>
    public enum Habit
    {
        /// <summary>It refuses the day until midnight: "before end of day".</summary>
        RefusedUntilMidnight,

        /// <summary>It responds without results until midnight.</summary>
        EmptyUntilMidnight,

        /// <summary>Two thirds of the symbols are missing until eight o'clock.</summary>
        ThirdUntilEight,

        /// <summary>Prices and volumes are revised at five in the morning.</summary>
        PreliminaryUntilFive,

        /// <summary>One symbol's row is unusable until five in the morning: null prices, or another instrument's.</summary>
        DefectUntilFive,

        /// <summary>The first response for each session is empty.</summary>
        EmptyOnce,
    }

    private static Symbol SymbolAt(int number) => Symbol.Parse($"S{number:D4}");

    private static ScanRequest Request(int days) => new()
    {
        Universe = new Universe([.. Enumerable.Range(0, Count).Select(i => new Listing(SymbolAt(i)))]),
        Days = days, Top = 0, MinDollarVolume = 0,
    };

    private static CancellationToken Soon() => new CancellationTokenSource(Patience).Token;

    private static DateTimeOffset At(DateOnly day, string time) => Clocks.At(day, time);

    private Task<ScanResult> ScanAsync(int days = Days) => _underTest.Engine.ScanToEndAsync(Request(days), Soon());

    private void Adopt(Habit habit)
    {
        var answered = new HashSet<DateOnly>();
        var now = Time.GetUtcNow;
        switch (habit)
        {
            case Habit.RefusedUntilMidnight:
                Market.RefuseDay = day => now() < At(day.AddDays(1), "00:00")
                    ? new PriceSourceException(PriceSourceFailure.Forbidden, "Before end of day.", requests: 1) : null;
                break;
            case Habit.EmptyUntilMidnight:
                Market.IsEmpty = day => now() < At(day.AddDays(1), "00:00");
                break;
            case Habit.EmptyOnce:
                Market.IsEmpty = day => day >= Wednesday && answered.Add(day);
                break;
            case Habit.ThirdUntilEight:
                Market.EditDay = (day, bars) =>
                {
                    if (now() >= At(day, "20:00")) return 0;
                    foreach (var symbol in Market.Symbols.Skip(Count / 3)) bars.Remove(symbol);
                    return 0;
                };
                break;
            case Habit.PreliminaryUntilFive:
                Market.EditDay = (day, bars) =>
                {
                    if (now() < At(day.AddDays(1), "05:00")) bars[Hit] = bars[Hit] with { Close = bars[Hit].Close * 1.005, Volume = 1 };
                    return 0;
                };
                break;
            case Habit.DefectUntilFive:
                Market.EditDay = (day, bars) => now() < At(day.AddDays(1), "05:00") && bars.Remove(Hit) ? 1 : 0;
                break;
        }
    }

    public static TheoryData<Habit> Habits => [.. Enum.GetValues<Habit>()];

    [Theory]
    [MemberData(nameof(Habits))]
    public async Task The_rows_of_every_moment_say_what_they_are_of_and_no_error_stays(Habit habit)
    {
        Adopt(habit);
        string[] times = ["16:15", "16:40", "17:30", "20:30", "23:00", "00:10", "07:00", "12:00"];
        foreach (var session in (DateOnly[])[Wednesday, Thursday, NextWednesday])
        {
            foreach (var time in times)
            {
                var at = At(string.CompareOrdinal(time, "16:00") > 0 ? session : session.AddDays(1), time);
                if (at < Time.GetUtcNow()) continue;
                Time.SetUtcNow(at);
                await HoldsAsync(habit, session);
            }
            await _underTest.RestartAsync();
            await HoldsAsync(habit, session);
        }
        // Every session but the newest ones was final when it was first requested.
        Assert.All(Market.Days.CountBy(day => day).Where(day => day.Key < Wednesday), day => Assert.Equal(1, day.Value));
        Assert.Empty(Market.Singles.Calls);
    }

    /// <summary>Scans twice and with two widths, and compares the rows with the true market.</summary>
    private async Task HoldsAsync(Habit habit, DateOnly session)
    {
        var scan = await ScanAsync();
        var requests = Market.Requests;
        await ScanAsync();
        await ScanAsync(30);
        Assert.Equal(requests, Market.Requests);

        var summary = scan.Summary;
        var isMorning = Time.GetUtcNow() >= At(session.AddDays(1), "06:00");
        Assert.Equal(0, summary.Failed);
        Assert.Equal(0, summary.Stale);
        Assert.True(
            summary.AsOf == session || (!isMorning && summary.AsOf == Before(session)), $"{habit} at {Time.GetUtcNow():u}: {summary}");
        Assert.All(scan.Rows, row => Assert.Equal((summary.AsOf, 0, 0), (row.Row.AsOf.Date, row.Age, row.Row.Gaps)));
        if (isMorning) Assert.Equal((Count, session, DayState.Final), (summary.Ranked, summary.AsOf, summary.Data));
        if (summary.AsOf == session && !isMorning) Assert.Equal(DayState.Preliminary, summary.Data);

        foreach (var symbol in (Symbol[])[SymbolAt(0), Hit, SymbolAt(Count - 1)])
        {
            var (wide, narrow) = (await BarsAsync(symbol, Days), await BarsAsync(symbol, 30));
            Assert.True(wide.Between(narrow.Times[0].Date, session).HasSameBars(narrow), $"{symbol} has two histories.");
            var last = wide.Times[^1].Date;
            var known = isMorning ? last : Before(session);
            Assert.Equal(
                ExchangeCalendar.Nyse.SessionsBetween(wide.Times[0].Date, known),
                wide.Between(wide.Times[0].Date, known).Times.ToArray().Select(t => t.Date));
            foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(wide.Times[0].Date, known))
                Assert.Equal(Market.RawBar(symbol, day), wide[wide.IndexAtOrAfter(BarTime.OfDay(day))]);
        }
    }

    private static DateOnly Before(DateOnly session) => ExchangeCalendar.Nyse.LastSessionOnOrBefore(session.AddDays(-1));

    private async Task<BarSeries> BarsAsync(Symbol symbol, int days) =>
        (await _underTest.Engine.GetHistoryAsync(new PriceHistoryKey(symbol, days, Frequency.Daily), Soon())).History!.Bars;

    [Theory]
    [InlineData(Habit.RefusedUntilMidnight, "17:00", 1)]
    [InlineData(Habit.RefusedUntilMidnight, "17:05", 1)] // it is late by 45 minutes, so it is not asked for again yet
    [InlineData(Habit.RefusedUntilMidnight, "17:45", 2)]
    [InlineData(Habit.EmptyUntilMidnight, "17:45", 2)]
    [InlineData(Habit.ThirdUntilEight, "17:05", 1)]
    [InlineData(Habit.ThirdUntilEight, "17:45", 2)]
    [InlineData(Habit.PreliminaryUntilFive, "23:59", 1)]
    [InlineData(Habit.DefectUntilFive, "23:59", 1)]
    public async Task The_newest_session_is_requested_when_that_can_help(Habit habit, string time, int expected)
    {
        Adopt(habit);
        await ScanAsync();
        Time.SetUtcNow(At(Wednesday, time));

        await ScanAsync();

        Assert.Equal(expected, Market.Days.Count(day => day == Wednesday));
    }

    [Fact]
    public async Task Who_comes_back_a_week_later_gets_the_new_sessions_and_the_last_one_once_more()
    {
        await ScanAsync();
        var before = Market.Days.Count;
        Time.SetUtcNow(At(NextWednesday, "17:00"));

        var scan = await ScanAsync();

        Assert.Equal([.. ExchangeCalendar.Nyse.SessionsBetween(Wednesday, NextWednesday)], Market.Days.Skip(before).Order());
        Assert.Equal((Count, NextWednesday), (scan.Summary.Ranked, scan.Summary.AsOf));
    }

    [Fact]
    public async Task A_settled_day_with_a_third_of_the_symbols_is_requested_ever_less_often_and_then_left()
    {
        Market.EditDay = (day, bars) =>
        {
            if (day != Tuesday) return 0;
            foreach (var symbol in Market.Symbols.Skip(Count / 3)) bars.Remove(symbol);
            return 0;
        };
        for (var day = Wednesday; day < Wednesday.AddDays(70); day = day.AddDays(1))
        {
            Time.SetUtcNow(At(day, "17:00"));
            await ScanAsync(Days + 70);
        }

        Assert.InRange(Market.Days.Count(day => day == Tuesday), 5, 6);
    }

    [Fact]
    public async Task A_later_answer_with_far_fewer_symbols_does_not_replace_the_day()
    {
        await ScanAsync();
        Market.EditDay = (day, bars) =>
        {
            if (day != Wednesday) return 0;
            foreach (var symbol in Market.Symbols.Skip(3)) bars.Remove(symbol);
            return 0;
        };
        Time.SetUtcNow(At(Thursday, "07:00"));

        var scan = await ScanAsync();

        Assert.Equal((Count, Wednesday), (scan.Summary.Ranked, scan.Summary.AsOf));
        Assert.Equal(2, Market.Days.Count(day => day == Wednesday));
    }

    [Fact]
    public async Task A_symbol_that_stopped_trading_is_counted_as_not_current_and_shown_on_request_without_a_plan()
    {
        Market.EditDay = (day, bars) => bars.Remove(Hit) && day < Tuesday ? Restore(day, bars) : 0;
        var scan = await ScanAsync();
        var all = await _underTest.Engine.ScanToEndAsync(Request(Days) with { MaxAge = 2 }, Soon());

        Assert.Equal((Count - 1, 1), (scan.Summary.Ranked, scan.Filtered[FilterRules.NotCurrent]));
        Assert.DoesNotContain(scan.Rows, row => row.Row.Symbol == Hit);
        var old = Assert.Single(all.Rows, row => row.Row.Symbol == Hit);
        Assert.Equal((Before(Tuesday), 2, null), (old.Row.AsOf.Date, old.Age, old.Plan));

        int Restore(DateOnly day, Dictionary<Symbol, Bar> bars)
        {
            bars[Hit] = Market.RawBar(Hit, day);
            return 0;
        }
    }
}
