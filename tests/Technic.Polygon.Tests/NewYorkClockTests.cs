using Technic.Core.Market;

namespace Technic.Polygon.Tests;

public sealed class NewYorkClockTests
{
    [Fact]
    public void Every_quarter_of_an_hour_since_1970_is_what_the_time_zone_data_say()
    {
        var clock = new NewYorkClock();
        var end = new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);

        for (var instant = DateTimeOffset.UnixEpoch; instant < end; instant += TimeSpan.FromMinutes(15))
        {
            var known = clock.TryGetTime(instant.ToUnixTimeMilliseconds(), out var time);
            if (!known || time != BarTime.At(instant)) Assert.Fail($"{instant:u} is {BarTime.At(instant)} in New York, not {time}.");
        }
    }

    [Fact]
    public void Times_in_any_order_are_right()
    {
        var clock = new NewYorkClock();
        var random = new Random(7);

        for (var i = 0; i < 10_000; i++)
        {
            var instant = DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(random.NextInt64(4_000_000_000_000));
            Assert.True(clock.TryGetTime(instant.ToUnixTimeMilliseconds(), out var time));
            Assert.Equal(BarTime.At(instant), time);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(1_602_705_600_000_000)] // microseconds
    public void A_time_that_no_bar_has_is_none(long milliseconds) => Assert.False(new NewYorkClock().TryGetTime(milliseconds, out _));
}
