using Technic.Core.Market;

namespace Technic.Core.Tests.Market;

public sealed class BarTimeTests
{
    [Fact]
    public void The_widest_window_there_is_holds_every_bar()
    {
        var bar = new Bar(BarTime.OfDay(new DateOnly(2021, 4, 21)), 1, 2, 1, 1.5, 10);
        var builder = new BarSeriesBuilder();
        builder.Add(bar);

        var series = builder.Build(out var defects);

        Assert.Equal(bar, series[0]);
        Assert.Equal(0, defects.Total);
        Assert.Same(series, series.Between(DateOnly.MinValue, DateOnly.MaxValue));
        Assert.Same(series, series.Between(DateOnly.MinValue, new DateOnly(9000, 1, 1)));
    }

    [Fact]
    public void A_day_ends_where_the_next_begins() =>
        Assert.Equal(BarTime.OfDay(new DateOnly(2021, 3, 1)), BarTime.AfterDay(new DateOnly(2021, 2, 28)));

    [Fact]
    public void A_day_before_1970_has_its_date_and_time()
    {
        var time = BarTime.Of(new DateOnly(1962, 1, 2), new TimeOnly(9, 35));

        Assert.Equal(new DateOnly(1962, 1, 2), time.Date);
        Assert.Equal(new TimeOnly(9, 35), time.Time);
        Assert.Equal("1962-01-02T09:35", time.ToString());
    }
}
