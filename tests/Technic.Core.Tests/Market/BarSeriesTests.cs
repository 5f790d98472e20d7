using Technic.Core.Market;

namespace Technic.Core.Tests.Market;

/// <summary>Series with and without volume-weighted average prices.</summary>
public sealed class BarSeriesTests
{
    private static readonly DateOnly First = new(2026, 3, 2);

    private static Bar BarOf(int day, bool hasVwap) =>
        new(BarTime.OfDay(First.AddDays(day)), 10 + day, 12 + day, 9 + day, 11 + day, 100 * (day + 1), hasVwap ? 10.5 + day : double.NaN);

    private static BarSeries Series(int from, int count, bool hasVwap) =>
        BarSeries.FromBars([.. Enumerable.Range(from, count).Select(day => BarOf(day, hasVwap))]);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_series_followed_by_another_has_the_bars_of_both(bool earlier, bool later)
    {
        var joined = Series(0, 6, earlier).Append(Series(4, 3, later));

        Assert.Equal(7, joined.Count);
        for (var day = 0; day < 7; day++) Assert.Equal(BarOf(day, day < 4 ? earlier : later), joined[day]);
        Assert.Equal(earlier || later, joined.HasVwap);
        Assert.True(joined.HasSameBars(joined.Slice(0, 7).Compact()));
        Assert.Equal(BarOf(5, later), joined.Slice(5, 2).Compact()[0]);
    }

    [Fact]
    public void Columns_of_other_lengths_are_refused()
    {
        int[] times = [BarTime.OfDay(First).Minutes, BarTime.OfDay(First.AddDays(1)).Minutes];

        Assert.False(BarSeries.FromColumns(times, new double[10]).HasVwap);
        Assert.True(BarSeries.FromColumns(times, new double[12]).HasVwap);
        Assert.Throws<ArgumentException>(() => BarSeries.FromColumns(times, new double[11]));
        Assert.Throws<ArgumentException>(() => BarSeries.FromColumns(times, new double[14]));
    }

    [Fact]
    public void Series_that_differ_in_their_volume_weighted_prices_only_are_different()
    {
        Assert.False(Series(0, 3, false).HasSameBars(Series(0, 3, true)));
        Assert.True(Series(0, 3, true).HasSameBars(Series(0, 3, true)));
    }

    [Fact]
    public void A_split_divides_volume_weighted_prices_too()
    {
        var adjusted = SplitAdjustment.Adjust(Series(0, 4, true), [new Split(Symbol.Parse("A"), First.AddDays(2), 4)], First.AddDays(9));

        Assert.Equal([10.5 / 4, 11.5 / 4, 12.5, 13.5], adjusted.Vwap.ToArray());
        Assert.Equal([400, 800, 300, 400], adjusted.Volume.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e19)]
    public void An_impossible_volume_weighted_price_counts_as_none(double vwap)
    {
        var builder = new BarSeriesBuilder();
        builder.Add(BarOf(0, false) with { Vwap = vwap });
        builder.Add(BarOf(1, true));

        Assert.Equal([double.NaN, 11.5], builder.Build(out var defects).Vwap.ToArray());
        Assert.Equal(0, defects.Total);
    }
}
