using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Core.Tests.Rating;

public sealed class PriceJumpTests
{
    private static BarSeries Series(double[] open, double[] close) => Markets.Series(close, open: open);

    [Theory]
    [InlineData(180, true)]
    [InlineData(179.9, false)]
    [InlineData(55, true)]
    [InlineData(55.1, false)]
    [InlineData(100, false)]
    public void An_open_at_least_1_8_times_the_close_before_or_at_most_0_55_of_it_is_a_jump(double open, bool isJump)
    {
        var bars = Series([100, open, open], [100, open, open]);

        Assert.Equal(isJump ? new PriceJump(bars.Times[1], open / 100, Bars: 2) : null, PriceJump.LastIn(bars));
    }

    [Fact]
    public void The_last_of_several_jumps_is_told()
    {
        var bars = Series([100, 25, 25, 100, 100], [100, 25, 25, 100, 100]);

        Assert.Equal(new PriceJump(bars.Times[3], 4, Bars: 2), PriceJump.LastIn(bars));
    }

    [Fact]
    public void A_move_within_a_bar_is_no_jump() => Assert.Null(PriceJump.LastIn(Series([100, 100, 400], [100, 400, 400])));

    [Fact]
    public void A_single_bar_and_no_bars_have_no_jump()
    {
        Assert.Null(PriceJump.LastIn(Series([100], [100])));
        Assert.Null(PriceJump.LastIn(BarSeries.Empty));
    }

    [Fact]
    public void It_is_found_at_every_place_of_a_series_of_any_length()
    {
        for (var count = 2; count < 40; count++)
        {
            for (var at = 1; at < count; at++)
            {
                var open = Enumerable.Repeat(100.0, count).ToArray();
                // An earlier jump, which is not the answer, and the last one.
                (open[(at + 1) / 2], open[at]) = (20, 190);

                var jump = PriceJump.LastIn(Series(open, [.. Enumerable.Repeat(100.0, count)]));

                Assert.Equal((count - at, 1.9), (jump!.Value.Bars, jump.Value.Ratio));
            }
        }
    }
}
