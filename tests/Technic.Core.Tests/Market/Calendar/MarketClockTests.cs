using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Market.Calendar;

public class MarketClockTests
{
    private static readonly PriceHistoryKey Daily = PriceHistoryKey.Parse("AAPL_90_daily");
    private static readonly PriceHistoryKey Intraday = PriceHistoryKey.Parse("AAPL_5_intraday");
    private readonly MarketClock _clock = new(new FakeTimeProvider(Clocks.WednesdayEvening));

    [Theory]
    [InlineData(11, 16, 14, 10)] // a minute before publication
    [InlineData(11, 16, 15, 11)] // a quarter of an hour after the close
    [InlineData(12, 9, 0, 11)]
    [InlineData(14, 12, 0, 13)]  // Saturday
    [InlineData(16, 16, 0, 13)]  // Monday at the close
    public void A_session_is_published_a_quarter_of_an_hour_after_its_close(int day, int hour, int minute, int session) =>
        Assert.Equal(new DateOnly(2026, 3, session), _clock.LastPublishedSession(Clocks.At(2026, 3, day, hour, minute)));

    [Fact]
    public void A_half_day_is_published_in_the_early_afternoon() =>
        Assert.Equal(new DateOnly(2026, 11, 27), _clock.LastPublishedSession(Clocks.At(2026, 11, 27, 13, 15)));

    [Fact]
    public void A_window_is_so_many_calendar_days_back_from_the_last_published_session() =>
        Assert.Equal(new DayRange(new DateOnly(2025, 12, 11), new DateOnly(2026, 3, 11)), _clock.At(Clocks.WednesdayEvening).Window(Daily));

    [Fact]
    public void A_replay_ends_with_the_session_of_its_day()
    {
        var saturday = Daily with { Replay = new DateOnly(2021, 4, 24) };

        Assert.Equal(new DateOnly(2021, 4, 23), _clock.At(Clocks.WednesdayEvening).Window(saturday).To);
    }

    private static PriceHistory History(PriceHistoryKey key, DateTimeOffset fetchedAt, DateOnly? last = null)
    {
        var time = last is { } day ? BarTime.OfDay(day) : BarTime.At(fetchedAt);
        return new PriceHistory(key, BarSeries.FromBars([new Bar(time, 10, 11, 9, 10, 1_000)]), fetchedAt, "test");
    }

    private static DateTimeOffset March(int day, string time) =>
        NewYork.Instant(new DateOnly(2026, 3, day), TimeOnly.Parse(time, CultureInfo.InvariantCulture));

    [Theory]
    // It contains the published session: preliminary until the morning, and then fresh until the next one is published.
    [InlineData(11, "16:30", 11, 12, "06:00")]
    [InlineData(12, "05:59", 11, 12, "06:00")]
    [InlineData(12, "06:00", 11, 12, "16:15")]
    [InlineData(13, "17:00", 13, 14, "06:00")]
    [InlineData(14, "07:00", 13, 16, "16:15")]
    // It lacks the requested session: it is requested again after as long as it is late, and just after midnight.
    [InlineData(11, "16:15", 10, 11, "16:30")]
    [InlineData(11, "16:20", 10, 11, "16:35")]
    [InlineData(11, "17:15", 10, 11, "18:15")]
    [InlineData(11, "19:00", 10, 11, "21:00")]
    [InlineData(11, "23:30", 10, 12, "00:05")]
    [InlineData(12, "05:00", 10, 12, "06:00")]
    // The session is final, so a symbol without a bar in it did not trade.
    [InlineData(12, "06:00", 10, 12, "16:15")]
    [InlineData(12, "07:00", 2, 12, "16:15")]
    public void A_daily_copy_is_fresh_by_what_it_holds(int day, string time, int last, int untilDay, string until)
    {
        var history = History(Daily, March(day, time), new DateOnly(2026, 3, last));

        Assert.Equal(March(untilDay, until), _clock.FreshUntil(history));
        Assert.True(_clock.IsFresh(history, _clock.At(March(untilDay, until).AddTicks(-1))));
        Assert.False(_clock.IsFresh(history, _clock.At(March(untilDay, until))));
    }

    [Theory]
    [InlineData("2026-03-11", 11, "17:00", 11, 12, "06:00")]
    [InlineData("2026-03-11", 11, "17:00", 10, 11, "17:45")]
    [InlineData("2026-03-11", 12, "06:00", 11, 0, "")]
    [InlineData("2026-03-11", 12, "06:00", 10, 0, "")]
    [InlineData("2026-03-08", 11, "17:00", 6, 0, "")]
    public void A_replay_is_fresh_for_ever_once_its_last_session_is_settled(
        string replay, int day, string time, int last, int untilDay, string until)
    {
        var key = Daily with { Replay = DateOnly.Parse(replay, CultureInfo.InvariantCulture) };

        Assert.Equal(
            untilDay == 0 ? DateTimeOffset.MaxValue : March(untilDay, until),
            _clock.FreshUntil(History(key, March(day, time), new DateOnly(2026, 3, last))));
    }

    [Theory]
    [InlineData(11, "16:30", 11, 11)]
    [InlineData(11, "16:30", 10, 10)] // asked for and not there: not covered
    [InlineData(12, "07:00", 10, 11)] // settled and not there: it did not trade
    [InlineData(12, "05:00", 9, 10)]
    public void A_copy_covers_its_last_bar_and_the_settled_sessions(int day, string time, int last, int covered) =>
        Assert.Equal(new DateOnly(2026, 3, covered), _clock.CoveredTo(History(Daily, March(day, time), new DateOnly(2026, 3, last))));

    [Fact]
    public void A_session_that_was_not_there_counts_as_published_when_it_is_worth_asking_again()
    {
        var clock = new MarketClock(new FakeTimeProvider(Clocks.WednesdayEvening));
        Assert.True(clock.NoteUnpublished(new DateOnly(2026, 3, 11), March(11, "16:30")));

        Assert.Equal(March(11, "16:45"), clock.PublishedAt(new DateOnly(2026, 3, 11)));
        Assert.Equal(new DateOnly(2026, 3, 10), clock.LastPublishedSession(March(11, "16:40")));
        Assert.Equal(new DateOnly(2026, 3, 11), clock.LastPublishedSession(March(11, "16:45")));
        // An older note, or one about a final session, is not new.
        Assert.False(clock.NoteUnpublished(new DateOnly(2026, 3, 11), March(11, "16:20")));
        Assert.False(clock.NoteUnpublished(new DateOnly(2026, 3, 10), March(11, "16:20")));
    }

    [Fact]
    public void A_plan_that_publishes_late_twice_is_not_asked_earlier_until_a_week_later()
    {
        var clock = new MarketClock(new FakeTimeProvider(Clocks.WednesdayEvening));
        clock.NoteUnpublished(new DateOnly(2026, 3, 9), March(9, "22:15"));
        Assert.Equal(March(10, "16:15"), clock.PublishedAt(new DateOnly(2026, 3, 10)));
        clock.NoteUnpublished(new DateOnly(2026, 3, 10), March(10, "20:15"));

        Assert.Equal(March(11, "20:15"), clock.PublishedAt(new DateOnly(2026, 3, 11)));
        Assert.Equal(March(16, "20:15"), clock.PublishedAt(new DateOnly(2026, 3, 16)));
        Assert.Equal(March(17, "16:15"), clock.PublishedAt(new DateOnly(2026, 3, 17)));
    }

    [Fact]
    public void Intraday_bars_are_fresh_for_one_bar_while_the_market_trades()
    {
        var fetched = Clocks.At(2026, 3, 11, 11, 0);

        Assert.Equal(fetched.AddSeconds(300), _clock.FreshUntil(History(Intraday, fetched)));
    }

    [Fact]
    public void Intraday_bars_fetched_after_the_after_market_are_fresh_until_the_pre_market()
    {
        var history = History(Intraday, Clocks.At(2026, 3, 13, 20, 30));

        Assert.True(_clock.IsFresh(history, _clock.At(Clocks.At(2026, 3, 16, 3, 59))));
        Assert.False(_clock.IsFresh(history, _clock.At(Clocks.At(2026, 3, 16, 4, 6))));
    }

    [Fact]
    public void A_copy_that_was_fetched_after_the_moment_answers_unless_a_wrong_clock_fetched_it()
    {
        var published = new DateOnly(2026, 3, 11);

        Assert.True(_clock.IsFresh(History(Daily, Clocks.WednesdayEvening.AddHours(23), published), _clock.At(Clocks.WednesdayEvening)));
        Assert.False(_clock.IsFresh(History(Daily, Clocks.WednesdayEvening.AddHours(25), published), _clock.At(Clocks.WednesdayEvening)));
    }

    [Fact]
    public void Every_copy_is_fresh_for_a_while_and_not_beyond_the_next_publication()
    {
        var random = new Random(11);
        var from = Clocks.At(2026, 2, 27, 12, 0);
        for (var i = 0; i < 3_000; i++)
        {
            // Three weeks with a change of daylight saving time, to the minute, so that opens, closes and publications are included.
            var fetched = from.AddMinutes(random.Next(21 * 24 * 60));
            var last = MarketClock.Calendar.LastSessionOnOrBefore(_clock.LastPublishedSession(fetched).AddDays(-random.Next(4)));

            var until = _clock.FreshUntil(History(Daily, fetched, last));

            var next = MarketClock.Calendar.FirstSessionOnOrAfter(_clock.LastPublishedSession(fetched).AddDays(1));
            Assert.True(until > fetched && until <= _clock.PublishedAt(next), $"{last} of {fetched:u} until {until:u}");
        }
    }

    [Fact]
    public void The_time_of_the_system_is_not_ahead_of_it_and_hardly_behind()
    {
        var clock = new MarketClock(TimeProvider.System);
        for (var i = 0; i < 100_000; i++)
        {
            var before = TimeProvider.System.GetUtcNow();
            var now = clock.Now;
            Assert.InRange(now, before.AddMilliseconds(-50), TimeProvider.System.GetUtcNow());
        }
    }

    [Fact]
    public void The_time_of_the_system_never_goes_back_between_threads()
    {
        // A history that one thread fetched now must not be in the future of another thread.
        var clock = new MarketClock(TimeProvider.System);
        var latest = 0L;
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 500_000; i++)
            {
                var seen = Volatile.Read(ref latest);
                var now = clock.Now.UtcTicks;
                Assert.True(now >= seen, $"{now} after {seen}");
                if (now > seen) Interlocked.CompareExchange(ref latest, now, seen);
            }
        });
    }

    [Fact]
    public void Another_clock_than_the_system_is_read_each_time()
    {
        var time = new FakeTimeProvider(Clocks.WednesdayEvening);
        var clock = new MarketClock(time);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(time.GetUtcNow(), clock.Now);
            time.Advance(TimeSpan.FromTicks(1));
        }
    }
}
