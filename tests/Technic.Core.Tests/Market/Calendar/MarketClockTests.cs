using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
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

    [Fact]
    public void Daily_bars_are_fresh_until_the_next_session_is_published()
    {
        var fetched = Clocks.WednesdayEvening;

        Assert.True(_clock.IsFresh(Daily, fetched, _clock.At(Clocks.At(2026, 3, 12, 16, 14))));
        Assert.False(_clock.IsFresh(Daily, fetched, _clock.At(Clocks.At(2026, 3, 12, 16, 15))));
    }

    [Fact]
    public void Daily_bars_fetched_on_Friday_evening_are_fresh_all_weekend() =>
        Assert.True(_clock.IsFresh(Daily, Clocks.At(2026, 3, 13, 17, 0), _clock.At(Clocks.At(2026, 3, 16, 16, 0))));

    [Fact]
    public void Intraday_bars_are_fresh_for_one_bar_while_the_market_trades()
    {
        var fetched = Clocks.At(2026, 3, 11, 11, 0);

        Assert.True(_clock.IsFresh(Intraday, fetched, _clock.At(fetched.AddSeconds(299))));
        Assert.False(_clock.IsFresh(Intraday, fetched, _clock.At(fetched.AddSeconds(300))));
    }

    [Fact]
    public void Intraday_bars_fetched_after_the_after_market_are_fresh_until_the_pre_market()
    {
        var fetched = Clocks.At(2026, 3, 13, 20, 30);

        Assert.True(_clock.IsFresh(Intraday, fetched, _clock.At(Clocks.At(2026, 3, 16, 3, 59))));
        Assert.False(_clock.IsFresh(Intraday, fetched, _clock.At(Clocks.At(2026, 3, 16, 4, 6))));
    }

    [Fact]
    public void A_replay_is_fresh_for_ever() =>
        Assert.True(_clock.IsFresh(Daily with { Replay = new DateOnly(2021, 4, 21) }, Clocks.WednesdayEvening, _clock.At(Clocks.WednesdayEvening.AddYears(1))));

    [Fact]
    public void A_copy_that_was_fetched_after_the_moment_answers_unless_a_wrong_clock_fetched_it()
    {
        Assert.True(_clock.IsFresh(Daily, Clocks.WednesdayEvening.AddHours(23), _clock.At(Clocks.WednesdayEvening)));
        Assert.False(_clock.IsFresh(Daily, Clocks.WednesdayEvening.AddHours(25), _clock.At(Clocks.WednesdayEvening)));
    }

    [Fact]
    public void Fresh_until_is_where_freshness_ends_for_any_key_and_time()
    {
        var random = new Random(11);
        var from = Clocks.At(2026, 2, 27, 12, 0);
        var checkedEnds = 0;
        for (var i = 0; i < 3_000; i++)
        {
            // Three weeks with the change to daylight saving time, to the minute, so that opens, closes and publications are met.
            var fetched = from.AddMinutes(random.Next(21 * 24 * 60));
            DateOnly? replay = random.Next(2) == 0 ? null : NewYork.Date(fetched).AddDays(random.Next(-3, 4));
            var key = (random.Next(2) == 0 ? Daily : Intraday) with { Replay = replay };

            var until = _clock.FreshUntil(key, fetched);

            foreach (var minutes in (int[])[0, random.Next(400), random.Next(8 * 24 * 60), 40 * 24 * 60])
            {
                var at = fetched.AddMinutes(minutes);
                Assert.True(_clock.IsFresh(key, fetched, _clock.At(at)) == at < until, $"{key} of {fetched:u} at {at:u}: until {until:u}");
            }
            if (until == DateTimeOffset.MaxValue) continue;
            checkedEnds++;
            Assert.True(_clock.IsFresh(key, fetched, _clock.At(until.AddTicks(-1))), $"{key} of {fetched:u} just before {until:u}");
            Assert.False(_clock.IsFresh(key, fetched, _clock.At(until)), $"{key} of {fetched:u} at {until:u}");
        }
        Assert.InRange(checkedEnds, 500, 3_000);
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
        // A history that one thread fetched now must not lie in the future of another.
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
