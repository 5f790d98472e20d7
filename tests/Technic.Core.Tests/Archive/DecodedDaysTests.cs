using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

public sealed class DecodedDaysTests
{
    private static readonly DateOnly Monday = new(2026, 3, 9);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);

    private static MarketDay Day(int number, int symbols = 1)
    {
        var date = Monday.AddDays(number);
        return MarketDay.Of(
            date, Enumerable.Range(0, symbols).ToDictionary(i => Symbol.Parse($"S{i}"), _ => new Bar(BarTime.OfDay(date), 1, 1, 1, 1, 1)));
    }

    [Fact]
    public void Days_are_forgotten_together_half_a_minute_after_the_last_use_of_any_of_them()
    {
        using var days = new DecodedDays(long.MaxValue, _time);
        days.Keep(Day(0));
        _time.Advance(TimeSpan.FromSeconds(29));
        days.Keep(Day(1));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.NotNull(days.Find(Monday));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(2 * Day(0).Bytes, days.Bytes);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, days.Bytes);
        Assert.Null(days.Find(Monday));
    }

    [Fact]
    public void A_day_for_which_there_is_no_room_is_not_kept_and_takes_no_others_place()
    {
        using var days = new DecodedDays(3 * Day(0).Bytes, _time);
        days.Keep(Day(0));
        days.Keep(Day(1, symbols: 3));
        Assert.Null(days.Find(Monday.AddDays(1)));

        days.Keep(Day(2, symbols: 2));

        Assert.NotNull(days.Find(Monday));
        Assert.Equal(2, days.Find(Monday.AddDays(2))!.Count);
        Assert.Equal(3 * Day(0).Bytes, days.Bytes);
    }

    [Fact]
    public void A_day_that_is_kept_again_counts_once()
    {
        using var days = new DecodedDays(3 * Day(0).Bytes, _time);
        for (var i = 0; i < 5; i++) days.Keep(Day(0));

        days.Keep(Day(0, symbols: 3));

        Assert.Equal((3, 3 * Day(0).Bytes), (days.Find(Monday)!.Count, days.Bytes));
    }

    [Fact]
    public void Nothing_is_left_to_do_after_the_end()
    {
        var time = new TimerTrackingTimeProvider(Clocks.WednesdayEvening);
        var days = new DecodedDays(long.MaxValue, time);
        days.Keep(Day(0));
        Assert.Equal([TimeSpan.FromSeconds(30)], time.PendingTimers);

        days.Dispose();

        Assert.Empty(time.PendingTimers);
    }

    [Fact]
    public void A_day_that_is_forgotten_leaves_its_room_to_others()
    {
        using var days = new DecodedDays(2 * Day(0).Bytes, _time);
        days.Keep(Day(0));
        days.Keep(Day(1));

        days.Forget(Monday);
        days.Forget(Monday.AddDays(2)); // it is not here

        Assert.Null(days.Find(Monday));
        Assert.Equal(Day(1).Bytes, days.Bytes);
    }

    [Fact]
    public void Whoever_listens_is_told_of_a_day_after_it_was_kept()
    {
        using var days = new DecodedDays(Day(0).Bytes, _time);
        var told = new List<long>();
        days.Kept = () => told.Add(days.Bytes);

        days.Keep(Day(0));
        days.Keep(Day(1)); // there is no room for it

        Assert.Equal([Day(0).Bytes], told);
    }
}
