using System.Globalization;
using System.Text.Json.Nodes;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.FakePolygon;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests.Loading;

/// <summary>
/// What providers do with their newest session, over HTTP and on a real file: what a scan shows that evening, the next morning and a week
/// later, what the record of the day says, and how often the day is requested.
/// </summary>
public sealed class HttpCoverageTests
{
    private const int Symbols = 60;
    private const int Days = 60;

    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateOnly Thursday = new(2026, 3, 12);
    private static readonly DateOnly NextWednesday = new(2026, 3, 18);
    private static readonly DateOnly LastDay = new(2026, 3, 20);
    private static readonly Symbol Hit = SymbolAt(5);

    /// <summary>What a provider does with a session from Wednesday on.</summary>
    public enum Habit
    {
        /// <summary>Until five in the morning one row has no prices.</summary>
        NullPrices,

        /// <summary>Until five in the morning a row of another instrument is among the rows.</summary>
        OtherInstrument,

        /// <summary>The first answer has <c>results: null</c>.</summary>
        NullResultsOnce,

        /// <summary>403 until midnight.</summary>
        RefusedUntilMidnight,

        /// <summary>Until eight in the evening a third of the symbols.</summary>
        ThirdUntilEight,

        /// <summary>Until five in the morning one row has other values.</summary>
        PreliminaryUntilFive,
    }

    public static TheoryData<Habit> Habits => [.. Enum.GetValues<Habit>()];

    private static async Task<MarketUnderTest> StartWithoutPricesAsync(int symbols)
    {
        var test = await StartAsync(MarketOf(symbols, LastDay), Tuesday);
        GoTo(test, Wednesday, 17);
        return test;
    }

    private static void GoTo(MarketUnderTest test, DateOnly day, int hour)
    {
        test.Market.Today = day;
        test.Time.SetUtcNow(NewYork.Instant(day, new TimeOnly(hour, 0)));
    }

    private static DateOnly DayOf(string path) =>
        DateOnly.ParseExact(path[(path.LastIndexOf('/') + 1)..], "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonObject RowOf(JsonObject answer, Symbol symbol) =>
        answer["results"]!.AsArray().Select(row => row!.AsObject()).Single(row => row["T"]!.GetValue<string>() == symbol.Text);

    private static void Adopt(MarketUnderTest test, Habit habit)
    {
        var seen = new HashSet<DateOnly>();
        test.Server.Faults.Add((habit switch
        {
            Habit.NullPrices => Fault.EditJson((_, answer) => WithoutPrices(RowOf(answer, Hit))),
            Habit.OtherInstrument => Fault.EditJson((_, answer) => answer["results"]!.AsArray().Add(OfAnother(RowOf(answer, Hit)))),
            Habit.NullResultsOnce => Fault.EditJson((_, answer) => (answer["results"], answer["resultsCount"]) = (null, 0)),
            Habit.RefusedUntilMidnight => Fault.Status(
                403, """{"status":"NOT_AUTHORIZED","message":"Attempted to request today's data before end of day."}"""),
            Habit.ThirdUntilEight => Fault.EditJson((_, answer) =>
            {
                var rows = answer["results"]!.AsArray();
                while (rows.Count > Symbols / 3) rows.RemoveAt(rows.Count - 1);
            }),
            _ => Fault.EditJson((_, answer) => MakePreliminary(RowOf(answer, Hit))),
        }).OnPath("/grouped/").When(request =>
        {
            var (day, now) = (DayOf(request.Path), test.Time.GetUtcNow());
            if (day < Wednesday || day > test.Market.Today) return false;
            return habit switch
            {
                Habit.NullResultsOnce => seen.Add(day),
                Habit.RefusedUntilMidnight => now < NewYork.Instant(day.AddDays(1), TimeOnly.MinValue),
                Habit.ThirdUntilEight => now < NewYork.Instant(day, new TimeOnly(20, 0)),
                _ => now < NewYork.Instant(day.AddDays(1), new TimeOnly(5, 0)),
            };
        }));
    }

    private static void WithoutPrices(JsonObject row)
    {
        foreach (var name in (string[])["o", "h", "l", "c"]) row[name] = null;
    }

    private static JsonObject OfAnother(JsonObject row)
    {
        var other = row.DeepClone().AsObject();
        other["T"] = "X:BTCUSD";
        return other;
    }

    private static void MakePreliminary(JsonObject row)
    {
        row["c"] = (row["h"]!.GetValue<double>() + row["l"]!.GetValue<double>()) / 2;
        row["v"] = 1;
    }

    private static Task<ScanResult> ScanAsync(MarketUnderTest test, int symbols = Symbols) => test.ScanAsync(Request(symbols, Days));

    private static int RequestsFor(MarketUnderTest test, DateOnly day) =>
        test.Server.Requests.CountOf(string.Create(CultureInfo.InvariantCulture, $"/stocks/{day:yyyy-MM-dd}"));

    private static async Task<DayReport> ReportOf(MarketUnderTest test, DateOnly day) =>
        (await test.Engine.GetDaysAsync(CancellationToken.None))!.Single(report => report.Day == day);

    private static async Task<BarSeries> BarsAsync(MarketUnderTest test, Symbol symbol, int days = Days) =>
        (await test.Engine.GetHistoryAsync(new PriceHistoryKey(symbol, days, Frequency.Daily), CancellationToken.None)).History!.Bars;

    /// <summary>
    /// What a scan shows in the evening of a session, and what its day's record says; no record when nothing usable came.
    /// </summary>
    private static (DateOnly AsOf, int Ranked, int NotCurrent, (int? Symbols, int LeftOut)? Record) InTheEvening(
        Habit habit, DateOnly session) => habit switch
        {
            Habit.NullPrices => (session, Symbols - 1, 1, (Symbols - 1, 1)),
            Habit.OtherInstrument => (session, Symbols, 0, (Symbols, 1)),
            Habit.ThirdUntilEight => (session, Symbols / 3, Symbols - (Symbols / 3), (Symbols / 3, 0)),
            Habit.PreliminaryUntilFive => (session, Symbols, 0, (Symbols, 0)),
            _ => (ExchangeCalendar.Nyse.LastSessionOnOrBefore(session.AddDays(-1)), Symbols, 0, null),
        };

    [Theory]
    [MemberData(nameof(Habits))]
    public async Task A_whole_market_day_is_what_came_in_the_evening_and_whole_the_next_morning(Habit habit)
    {
        await using var test = await StartWithoutPricesAsync(Symbols);
        Adopt(test, habit);

        foreach (var session in (DateOnly[])[Wednesday, NextWednesday])
        {
            if (session > Wednesday) GoTo(test, session, 17);
            var evening = await ScanAsync(test);
            var requests = test.Requests;
            await ScanAsync(test);
            await test.RestartAsync();
            await ScanAsync(test);

            var (expected, summary) = (InTheEvening(habit, session), evening.Summary);
            Assert.Equal(requests, test.Requests);
            Assert.Equal(1, RequestsFor(test, session));
            Assert.Equal((expected.AsOf, expected.Ranked, 0, 0), (summary.AsOf, summary.Ranked, summary.Failed, summary.Stale));
            Assert.Equal(expected.NotCurrent, evening.Filtered.GetValueOrDefault(FilterRules.NotCurrent));
            Assert.All(evening.Rows, row => Assert.Equal((0, expected.AsOf), (row.Row.Gaps, row.Row.AsOf.Date)));
            if (expected.Record is { } record)
            {
                var report = await ReportOf(test, session);
                Assert.Equal(
                    (DayState.Preliminary, record.Symbols, record.LeftOut, 1),
                    (report.State, report.Symbols, report.LeftOut, report.Fetches));
                Assert.Equal(DayState.Preliminary, evening.Summary.Data);
            }

            GoTo(test, session.AddDays(1), 7);
            var morning = await ScanAsync(test);

            Assert.Equal(2, RequestsFor(test, session));
            Assert.Equal((session, Symbols, DayState.Final), (morning.Summary.AsOf, morning.Summary.Ranked, morning.Summary.Data));
            Assert.All(morning.Rows, row => Assert.Equal((0, session), (row.Row.Gaps, row.Row.AsOf.Date)));
            var final = await ReportOf(test, session);
            Assert.Equal((DayState.Final, Symbols, 0), (final.State, final.Symbols, final.LeftOut));
            foreach (var symbol in (Symbol[])[SymbolAt(0), Hit, SymbolAt(Symbols - 1)])
            {
                var (bars, narrow) = (await BarsAsync(test, symbol), await BarsAsync(test, symbol, 30));
                var known = test.Market.Daily(symbol, bars.Times[0].Date, session, adjusted: true);
                Assert.True(known.HasSameBars(bars), $"{habit}: {symbol} on {session}");
                Assert.True(bars.Between(narrow.Times[0].Date, session).HasSameBars(narrow), $"{symbol} has two histories.");
            }
        }

        // The days between the two visits were final when they came; where the first answer is empty, a second request follows at once.
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(Thursday, NextWednesday.AddDays(-1)))
            Assert.Equal(habit == Habit.NullResultsOnce ? 2 : 1, RequestsFor(test, day));
        Assert.Equal(1, RequestsFor(test, Tuesday));
        Assert.Equal(0, test.SingleRequests);
    }

    [Fact]
    public async Task A_row_that_never_has_prices_is_a_gap_of_its_symbol_and_the_day_is_requested_twice()
    {
        await using var test = await StartWithoutPricesAsync(Symbols);
        test.Server.Faults.Add(Fault.EditJson((_, answer) => WithoutPrices(RowOf(answer, Hit))).OnPath("/stocks/2026-03-11"));

        await ScanAsync(test);
        GoTo(test, Thursday, 17);
        var next = await ScanAsync(test);
        GoTo(test, NextWednesday, 17);
        var later = await ScanAsync(test);

        Assert.Equal((1, Symbols), (next.Rows.Single(row => row.Row.Symbol == Hit).Row.Gaps, next.Summary.Ranked));
        Assert.Equal((1, 1), (later.Rows.Single(row => row.Row.Symbol == Hit).Row.Gaps, later.Summary.WithGaps));
        Assert.Equal(2, RequestsFor(test, Wednesday));
        Assert.Equal((1, 2), ((await ReportOf(test, Wednesday)).LeftOut, (await ReportOf(test, Wednesday)).Fetches));
    }

    /// <summary>What a provider does with the range of one symbol from Wednesday on.</summary>
    public enum RangeHabit
    {
        /// <summary>Until five in the morning the last bar has no prices.</summary>
        NullPrices,

        /// <summary>Until five in the morning the answer is of another ticker.</summary>
        OtherTicker,

        /// <summary>The first answer has <c>results: null</c>.</summary>
        NullResultsOnce,

        /// <summary>Until midnight the range ends the day before, with the status <c>DELAYED</c>.</summary>
        EndsYesterday,

        /// <summary>Until midnight 403.</summary>
        RefusedUntilMidnight,

        /// <summary>Until five in the morning the last bar has other values.</summary>
        PreliminaryUntilFive,
    }

    public static TheoryData<RangeHabit> RangeHabits => [.. Enum.GetValues<RangeHabit>()];

    private static void Adopt(MarketUnderTest test, RangeHabit habit)
    {
        var count = 0;
        test.Server.Faults.Add((habit switch
        {
            RangeHabit.NullPrices => Fault.EditJson((_, answer) => WithoutPrices(answer["results"]!.AsArray()[^1]!.AsObject())),
            RangeHabit.OtherTicker => Fault.WrongTicker("OTHER"),
            RangeHabit.NullResultsOnce => Fault.EditJson((_, answer) => (answer["results"], answer["resultsCount"]) = (null, 0)),
            RangeHabit.EndsYesterday => Fault.EditJson((_, answer) =>
            {
                answer["status"] = "DELAYED";
                var rows = answer["results"]!.AsArray();
                if (rows.Count > 0) rows.RemoveAt(rows.Count - 1);
            }),
            RangeHabit.RefusedUntilMidnight => Fault.NotAuthorized(),
            _ => Fault.EditJson((_, answer) => MakePreliminary(answer["results"]!.AsArray()[^1]!.AsObject())),
        }).OnTicker(Hit.Text).When(_ =>
        {
            var (day, now) = (test.Market.Today, test.Time.GetUtcNow());
            if (habit == RangeHabit.NullResultsOnce) return count++ == 0;
            var until = habit is RangeHabit.EndsYesterday or RangeHabit.RefusedUntilMidnight ? TimeOnly.MinValue : new TimeOnly(5, 0);
            return NewYork.Date(now) == day && now < NewYork.Instant(day.AddDays(1), until) && now.Hour >= 12;
        }));
    }

    [Theory]
    [MemberData(nameof(RangeHabits))]
    public async Task The_range_of_a_symbol_is_whole_the_next_morning_and_a_week_later(RangeHabit habit)
    {
        const int Few = 7;
        await using var test = await StartWithoutPricesAsync(Few);
        Adopt(test, habit);

        var evening = await ScanAsync(test, Few);
        var requests = test.Requests;
        var again = await ScanAsync(test, Few);
        var hit = evening.Rows.SingleOrDefault(row => row.Row.Symbol == Hit);

        var (ranked, notCurrent, failed) = habit switch
        {
            RangeHabit.NullPrices or RangeHabit.EndsYesterday => (Few - 1, 1, 0),
            RangeHabit.PreliminaryUntilFive => (Few, 0, 0),
            _ => (Few - 1, 0, 1),
        };
        Assert.Equal((Wednesday, ranked, failed), (evening.Summary.AsOf, evening.Summary.Ranked, evening.Summary.Failed));
        Assert.Equal(notCurrent, evening.Filtered.GetValueOrDefault(FilterRules.NotCurrent));
        Assert.Equal(habit == RangeHabit.PreliminaryUntilFive, hit is not null);
        Assert.Equal(Few, requests);
        // A lookup that failed is tried again; what is known to be late, or to be missing, is not.
        var retried = habit is RangeHabit.OtherTicker or RangeHabit.RefusedUntilMidnight ? 1 : 0;
        Assert.Equal((requests + retried, ranked), (test.Requests, again.Summary.Ranked));

        foreach (var (day, hour) in ((DateOnly, int)[])[(Thursday, 7), (NextWednesday.AddDays(1), 7)])
        {
            GoTo(test, day, hour);
            test.Market.Today = day.AddDays(-1);
            var morning = await ScanAsync(test, Few);
            var made = test.Requests;
            await ScanAsync(test, Few);

            Assert.Equal(made, test.Requests);
            Assert.Equal((day.AddDays(-1), Few, 0), (morning.Summary.AsOf, morning.Summary.Ranked, morning.Summary.Failed));
            Assert.All(morning.Rows, row => Assert.Equal(0, row.Row.Gaps));
            for (var i = 0; i < Few; i++)
            {
                var bars = await BarsAsync(test, SymbolAt(i));
                var known = test.Market.Daily(SymbolAt(i), bars.Times[0].Date, day.AddDays(-1), adjusted: true);
                Assert.True(known.HasSameBars(bars), $"{habit}: {SymbolAt(i)} on {day}");
            }
        }
    }
}
