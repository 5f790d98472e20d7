using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>Which copies can be continued, and which a split has made wrong.</summary>
public sealed class FreshnessTests
{
    private static readonly Symbol Acme = Symbol.Parse("ACME");
    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateTimeOffset TuesdayEvening = Clocks.At(2026, 3, 10, 20, 0);

    private readonly MarketClock _clock = new(new FakeTimeProvider(Clocks.WednesdayEvening));

    private static PriceHistory Row(DateTimeOffset fetchedAt, Frequency frequency = Frequency.Daily, DateOnly? replay = null) => new(
        new PriceHistoryKey(Acme, 90, frequency, replay),
        new ScriptedSource(TimeProvider.System).Bars(Acme, Frequency.Daily, NewYork.Date(fetchedAt).AddDays(-90), NewYork.Date(fetchedAt)),
        fetchedAt, "test");

    private DayRange Window => _clock.Take().Window(90, Frequency.Daily, replay: null);

    private static SplitBook Book(DateOnly executed, DateTimeOffset learned, Symbol? symbol = null) =>
        new(new DateOnly(2025, 1, 1), Clocks.WednesdayEvening, [new KnownSplit(new Split(symbol ?? Acme, executed, 4), learned)]);

    [Fact]
    public void A_row_is_continued_after_its_last_bar_that_was_settled() =>
        Assert.Equal(Monday, _clock.ContinuesAfter(Row(TuesdayEvening), Window, SplitBook.Empty));

    [Fact]
    public void A_row_that_lacks_nothing_or_reaches_no_day_of_the_window_is_not_continued()
    {
        Assert.Equal(Tuesday, _clock.ContinuesAfter(Row(_clock.SettledAt(Wednesday).AddTicks(-1)), Window, SplitBook.Empty));
        Assert.Null(_clock.ContinuesAfter(Row(_clock.SettledAt(Wednesday)), Window, SplitBook.Empty));
        Assert.Equal(Window.From, _clock.ContinuesAfter(Row(_clock.SettledAt(Window.From)), Window, SplitBook.Empty));
        Assert.Null(_clock.ContinuesAfter(Row(_clock.SettledAt(Window.From).AddTicks(-1)), Window, SplitBook.Empty));
    }

    [Fact]
    public void Rows_without_bars_of_replays_and_of_intraday_bars_are_not_continued()
    {
        Assert.Null(_clock.ContinuesAfter(Row(TuesdayEvening) with { Bars = BarSeries.Empty }, Window, SplitBook.Empty));
        Assert.Null(_clock.ContinuesAfter(Row(TuesdayEvening, replay: Tuesday), Window, SplitBook.Empty));
        Assert.Null(_clock.ContinuesAfter(Row(TuesdayEvening, Frequency.Intraday), Window, SplitBook.Empty));
    }

    [Fact]
    public void A_row_is_continued_over_no_split_of_its_symbol()
    {
        var row = Row(TuesdayEvening);

        Assert.Null(_clock.ContinuesAfter(row, Window, Book(Wednesday, TuesdayEvening.AddHours(-1))));
        Assert.Equal(Monday, _clock.ContinuesAfter(row, Window, Book(Wednesday, TuesdayEvening, Symbol.Parse("OTHER"))));
    }

    [Fact]
    public void A_split_before_the_end_of_a_row_stops_it_only_when_it_was_learned_afterwards()
    {
        var row = Row(TuesdayEvening);

        Assert.Equal(Monday, _clock.ContinuesAfter(row, Window, Book(Monday, TuesdayEvening)));
        Assert.Null(_clock.ContinuesAfter(row, Window, Book(Monday, TuesdayEvening.AddTicks(1))));
        Assert.Null(_clock.ContinuesAfter(row, Window, Book(Tuesday, TuesdayEvening)));
    }

    [Fact]
    public void A_history_is_outdated_by_a_split_between_its_first_bar_and_the_last_day_that_it_covers()
    {
        var row = Row(TuesdayEvening);
        var (first, later) = (row.Bars.Times[0].Date, TuesdayEvening.AddMinutes(1));

        Assert.True(_clock.IsOutdated(row, Book(Tuesday, later)));
        Assert.True(_clock.IsOutdated(row, Book(first.AddDays(1), later)));
        Assert.False(_clock.IsOutdated(row, Book(first, later)));
        Assert.False(_clock.IsOutdated(row, Book(Wednesday, later)));
        Assert.False(_clock.IsOutdated(row, SplitBook.Empty));
        Assert.False(_clock.IsOutdated(row with { Bars = BarSeries.Empty }, Book(Tuesday, later)));
    }

    [Theory]
    [InlineData("2026-03-11", "15:50", "2026-03-11", "15:55")]
    [InlineData("2026-03-11", "16:30", "2026-03-11", "16:35")]
    [InlineData("2026-03-11", "19:58", "2026-03-11", "20:03")]
    [InlineData("2026-11-27", "16:30", "2026-11-27", "16:35")]
    public void Intraday_bars_are_fresh_for_one_bar_also_in_the_after_market(string day, string time, string untilDay, string untilTime) =>
        Assert.Equal(Clocks.At(Day(untilDay), untilTime), _clock.FreshUntil(Row(Clocks.At(Day(day), time), Frequency.Intraday)));

    [Theory]
    [InlineData("2026-03-11", "20:00", "2026-03-12", "04:00")]
    [InlineData("2026-11-27", "17:00", "2026-11-30", "04:00")]
    public void Intraday_bars_from_after_the_after_market_are_fresh_until_the_market_opens_again(
        string day, string time, string untilDay, string untilTime) =>
        Assert.Equal(
            Clocks.At(Day(untilDay), untilTime).AddTicks(1), _clock.FreshUntil(Row(Clocks.At(Day(day), time), Frequency.Intraday)));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");

    [Fact]
    public void A_wider_history_is_cut_to_the_window_and_shares_its_columns_and_a_fitting_one_stays()
    {
        var moment = _clock.Take();
        var wide = Row(Clocks.WednesdayEvening);

        Assert.Same(wide, moment.Fit(wide, wide.Key));
        var narrow = moment.Fit(wide, wide.Key with { Days = 30 });

        Assert.Equal(30, narrow.Key.Days);
        Assert.Equal(new DateOnly(2026, 2, 9), narrow.Bars.Times[0].Date);
        Assert.Equal(wide.FetchedAt, narrow.FetchedAt);
    }

    [Fact]
    public void A_copy_answers_from_a_day_before_it_was_fetched()
    {
        Assert.Equal(TuesdayEvening, Freshness.FreshFrom(Clocks.WednesdayEvening));
        Assert.Equal(DateTimeOffset.MinValue, Freshness.FreshFrom(DateTimeOffset.MinValue.AddHours(5)));
        Assert.Equal(DateTimeOffset.MinValue, Freshness.FreshFrom(DateTimeOffset.MinValue));
    }

    [Fact]
    public void Of_two_copies_the_one_that_was_fetched_later_is_the_newer()
    {
        var (old, later) = (Row(TuesdayEvening), Row(Clocks.WednesdayEvening));

        Assert.Same(later, PriceHistory.Newer(old, later));
        Assert.Same(later, PriceHistory.Newer(later, old));
        Assert.Same(old, PriceHistory.Newer(old, null));
        Assert.Same(old, PriceHistory.Newer(null, old));
        Assert.Null(PriceHistory.Newer(null, null));
        Assert.Same(old, PriceHistory.Newer(old, old with { Source = "other" }));
    }

    /// <summary>Copies, and the instant until which each is fresh; empty for ever.</summary>
    public static TheoryData<string, string, string?, string?> Copies => new()
    {
        // Fetched before the session's bars are final: until they are.
        { "2026-03-11 20:00", "daily", null, "settled 2026-03-11" },
        // At the instant at which the day before became final, without the day itself: until it is published.
        { "settled 2026-03-10", "daily", null, "published 2026-03-11" },
        { "2026-03-11 12:00", "daily", null, "published 2026-03-11" },
        // A replay is final when its last day is.
        { "2026-03-10 20:00", "daily", "2026-03-10", "settled 2026-03-10" },
        { "settled 2026-03-10", "daily", "2026-03-10", null },
        { "2026-03-11 20:00", "daily", "2026-03-06", null },
        // A replay of a day that is not published yet.
        { "2026-03-11 12:00", "daily", "2026-03-11", "published 2026-03-11" },
        // Intraday: one bar in the session, the next trading at night, for ever after the day of a replay.
        { "2026-03-11 12:00", "intraday", null, "2026-03-11 12:05" },
        { "2026-03-11 12:00", "intraday", "2026-03-11", "2026-03-11 12:05" },
        { "2026-03-12 00:30", "intraday", "2026-03-11", null },
        { "2026-03-13 23:00", "intraday", null, "trading" },
    };

    [Theory]
    [MemberData(nameof(Copies))]
    public void A_copy_is_fresh_until_just_before_something_newer_is_due(string fetched, string frequency, string? replay, string? until)
    {
        var day = replay is null ? (DateOnly?)null : DateOnly.Parse(replay);
        var fetchedAt = At(fetched, default);
        var last = day is { } end && end < NewYork.Date(fetchedAt) ? end : _clock.LastPublishedSession(fetchedAt);
        var source = new ScriptedSource(TimeProvider.System);
        var history = new PriceHistory(
            new PriceHistoryKey(Acme, 90, Enum.Parse<Frequency>(frequency, ignoreCase: true), day),
            source.Bars(Acme, Frequency.Daily, last.AddDays(-60), last), fetchedAt, "test");
        var expected = until is null ? DateTimeOffset.MaxValue : At(until, fetchedAt);

        var freshUntil = _clock.FreshUntil(history);

        Assert.Equal(expected, freshUntil);
        if (until is null) return;
        Assert.True(_clock.IsFresh(history, _clock.At(freshUntil.AddTicks(-1))));
        Assert.False(_clock.IsFresh(history, _clock.At(freshUntil)));
    }

    private DateTimeOffset At(string text, DateTimeOffset after) => text.Split(' ') switch
    {
        ["settled", var day] => _clock.SettledAt(DateOnly.Parse(day)),
        ["published", var day] => _clock.PublishedAt(DateOnly.Parse(day)),
        ["trading"] => MarketClock.NextTrading(after).AddTicks(1),
        [var day, var time] => Clocks.At(DateOnly.Parse(day), time),
        _ => throw new ArgumentException(text, nameof(text)),
    };

    [Fact]
    public void A_copy_without_the_session_that_was_due_is_fresh_until_the_provider_is_asked_again()
    {
        var due = _clock.PublishedAt(Wednesday);
        var history = Row(due) with { Bars = Row(TuesdayEvening).Bars };

        Assert.Equal(_clock.AskAgainAt(Wednesday, due), _clock.FreshUntil(history));
        Assert.Equal(_clock.PublishedAt(Wednesday), _clock.FreshUntil(history with { FetchedAt = due.AddTicks(-1) }));
    }

    [Fact]
    public void A_copy_from_the_future_is_not_fresh_for_more_than_a_day()
    {
        var row = Row(_clock.SettledAt(Tuesday));
        var moment = _clock.At(row.FetchedAt.AddDays(-1));

        Assert.True(_clock.IsFresh(row, moment));
        Assert.False(_clock.IsFresh(row with { FetchedAt = row.FetchedAt.AddTicks(1) }, moment));
    }

    [Fact]
    public void A_daily_copy_covers_its_last_bar_or_the_last_final_session_and_an_intraday_one_its_window()
    {
        var row = Row(TuesdayEvening);
        var halted = row with { Bars = row.Bars.Between(DateOnly.MinValue, new DateOnly(2026, 2, 20)) };

        Assert.Equal(Tuesday, _clock.CoveredTo(row));
        Assert.Equal(Monday, _clock.CoveredTo(halted));
        Assert.Equal(new DateOnly(2026, 3, 6), _clock.CoveredTo(
            halted with { Key = row.Key with { Replay = new DateOnly(2026, 3, 8) } }));
        Assert.Equal(Tuesday, _clock.CoveredTo(halted with { Key = row.Key with { Frequency = Frequency.Intraday } }));
        Assert.Null((row with { Bars = BarSeries.Empty }).AsOf);
    }

    [Fact]
    public void A_copy_is_outdated_by_the_tickers_of_its_security_that_were_learned_afterwards_and_change_its_bars()
    {
        var row = Row(TuesdayEvening);
        var renamed = new DateOnly(2026, 2, 2);

        // Until February it had another ticker, so its earlier bars belong to another company.
        Assert.True(_clock.IsOutdated(row, Tickers(TuesdayEvening.AddTicks(1), ("OLD", new DateOnly(2020, 1, 2)), ("ACME", renamed))));
        Assert.False(_clock.IsOutdated(row, Tickers(TuesdayEvening, ("OLD", new DateOnly(2020, 1, 2)), ("ACME", renamed))));
        Assert.False(_clock.IsOutdated(row, Tickers(TuesdayEvening.AddTicks(1), ("ACME", new DateOnly(2020, 1, 2)))));
        Assert.False(_clock.IsOutdated(row, SplitBook.Empty.With(new TickerBook(
            [TickerEvents.Of(Symbol.Parse("OTHER"), TuesdayEvening.AddTicks(1), [new TickerPeriod(Symbol.Parse("OTHER"), renamed)])],
            TuesdayEvening))));
    }

    private static SplitBook Tickers(DateTimeOffset askedAt, params (string Ticker, DateOnly From)[] periods) =>
        SplitBook.Empty.With(new TickerBook(
            [TickerEvents.Of(Acme, askedAt, periods.Select(period => new TickerPeriod(Symbol.Parse(period.Ticker), period.From)))],
            askedAt));
}
