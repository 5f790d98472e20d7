using Microsoft.Extensions.Time.Testing;
using Technic.Core.MarketData;
using Technic.Testing;

namespace Technic.Core.Tests.MarketData;

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
        Assert.Equal(new DayRange(new DateOnly(2025, 12, 11), new DateOnly(2026, 3, 11)), _clock.Window(Daily, Clocks.WednesdayEvening));

    [Fact]
    public void A_replay_ends_with_the_session_of_its_day()
    {
        var saturday = Daily with { Replay = new DateOnly(2021, 4, 24) };

        Assert.Equal(new DateOnly(2021, 4, 23), _clock.Window(saturday, Clocks.WednesdayEvening).To);
    }

    [Fact]
    public void Daily_bars_are_fresh_until_the_next_session_is_published()
    {
        var fetched = Clocks.WednesdayEvening;

        Assert.True(_clock.IsFresh(Daily, fetched, Clocks.At(2026, 3, 12, 16, 14)));
        Assert.False(_clock.IsFresh(Daily, fetched, Clocks.At(2026, 3, 12, 16, 15)));
    }

    [Fact]
    public void Daily_bars_fetched_on_Friday_evening_are_fresh_all_weekend() =>
        Assert.True(_clock.IsFresh(Daily, Clocks.At(2026, 3, 13, 17, 0), Clocks.At(2026, 3, 16, 16, 0)));

    [Fact]
    public void Intraday_bars_are_fresh_for_one_bar_while_the_market_trades()
    {
        var fetched = Clocks.At(2026, 3, 11, 11, 0);

        Assert.True(_clock.IsFresh(Intraday, fetched, fetched.AddSeconds(299)));
        Assert.False(_clock.IsFresh(Intraday, fetched, fetched.AddSeconds(300)));
    }

    [Fact]
    public void Intraday_bars_fetched_after_the_after_market_are_fresh_until_the_pre_market()
    {
        var fetched = Clocks.At(2026, 3, 13, 20, 30);

        Assert.True(_clock.IsFresh(Intraday, fetched, Clocks.At(2026, 3, 16, 3, 59)));
        Assert.False(_clock.IsFresh(Intraday, fetched, Clocks.At(2026, 3, 16, 4, 6)));
    }

    [Fact]
    public void A_replay_is_fresh_for_ever() =>
        Assert.True(_clock.IsFresh(Daily with { Replay = new DateOnly(2021, 4, 21) }, Clocks.WednesdayEvening, Clocks.WednesdayEvening.AddYears(1)));

    [Fact]
    public void What_was_fetched_in_the_future_is_not_trusted() =>
        Assert.False(_clock.IsFresh(Daily, Clocks.WednesdayEvening.AddHours(1), Clocks.WednesdayEvening));
}
