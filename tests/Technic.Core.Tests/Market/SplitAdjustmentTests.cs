using Technic.Core.Market;

namespace Technic.Core.Tests.Market;

public sealed class SplitAdjustmentTests
{
    private static readonly Symbol Symbol = Symbol.Parse("A");
    private static readonly BarSeries Raw = Series((1, 100), (2, 102), (3, 52), (4, 53), (5, 18));
    private static readonly Split TwoForOne = new(Symbol, Day(3), 2);
    private static readonly Split ThreeForOne = new(Symbol, Day(5), 3);

    [Fact]
    public void Prices_before_a_split_are_divided_and_volumes_multiplied()
    {
        var adjusted = SplitAdjustment.Adjust(Raw, [TwoForOne], Day(5));

        Assert.Equal([50, 51, 52, 53, 18], adjusted.Close.ToArray());
        Assert.Equal([2000, 2000, 1000, 1000, 1000], adjusted.Volume.ToArray());
        Assert.Equal(new Bar(BarTime.OfDay(Day(1)), 49.5, 50.5, 49, 50, 2000), adjusted[0]);
    }

    [Fact]
    public void Splits_multiply_in_whatever_order_they_come()
    {
        double[] expected = [100 / 6.0, 102 / 6.0, 52 / 3.0, 53 / 3.0, 18];

        Assert.Equal(expected, SplitAdjustment.Adjust(Raw, [TwoForOne, ThreeForOne], Day(9)).Close.ToArray());
        Assert.Equal(expected, SplitAdjustment.Adjust(Raw, [ThreeForOne, TwoForOne], Day(9)).Close.ToArray());
    }

    [Fact]
    public void A_split_after_the_as_of_day_changes_nothing()
    {
        Assert.Equal([50, 51, 52, 53, 18], SplitAdjustment.Adjust(Raw, [TwoForOne, ThreeForOne], Day(4)).Close.ToArray());
        Assert.Same(Raw, SplitAdjustment.Adjust(Raw, [TwoForOne, ThreeForOne], Day(2)));
    }

    [Fact]
    public void A_split_behind_the_last_bar_counts_once_it_is_executed()
    {
        Assert.Equal(9, SplitAdjustment.Adjust(Raw, [new Split(Symbol, Day(8), 2)], Day(8)).Close[4]);
        Assert.Equal(18, SplitAdjustment.Adjust(Raw, [new Split(Symbol, Day(8), 2)], Day(7)).Close[4]);
    }

    [Fact]
    public void A_split_before_the_first_bar_changes_nothing()
    {
        Assert.Same(Raw, SplitAdjustment.Adjust(Raw, [new Split(Symbol, Day(1), 2)], Day(9)));
        Assert.Same(BarSeries.Empty, SplitAdjustment.Adjust(BarSeries.Empty, [TwoForOne], Day(9)));
    }

    [Fact]
    public void A_reverse_split_raises_the_prices() =>
        Assert.Equal([1000, 1020, 52, 53, 18], SplitAdjustment.Adjust(Raw, [TwoForOne with { Ratio = 0.1 }], Day(9)).Close.ToArray());

    [Fact]
    public void The_raw_bars_stay_as_they_are()
    {
        var slice = Raw.Slice(1, 3);

        Assert.Equal([51, 52, 53], SplitAdjustment.Adjust(slice, [TwoForOne], Day(9)).Close.ToArray());
        Assert.Equal([102, 52, 53], slice.Close.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_ratio_that_cannot_be_is_refused(double ratio) =>
        Assert.Throws<ArgumentException>(() => SplitAdjustment.Adjust(Raw, [TwoForOne with { Ratio = ratio }], Day(9)));

    private static DateOnly Day(int day) => new(2021, 4, day);

    private static BarSeries Series(params (int Day, double Close)[] bars)
    {
        var builder = new BarSeriesBuilder();
        foreach (var (day, close) in bars) builder.Add(new Bar(BarTime.OfDay(Day(day)), close - 1, close + 1, close - 2, close, 1000));
        return builder.Build(Day(1), Day(30), out _);
    }
}
