using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Web.Polygon;

namespace Technic.Web.Tests.Polygon;

/// <summary>Bars of any size, from daily and five-minute bars.</summary>
public sealed class AggregatesTests
{
    private static readonly DateOnly Start = new(2023, 11, 20);

    /// <summary>The first day after each window of a size, by the calendar.</summary>
    private static DateOnly After(string timespan, DateOnly first, int multiplier) => timespan switch
    {
        "day" => first.AddDays(multiplier),
        "week" => first.AddDays(7 * multiplier),
        "month" => first.AddMonths(multiplier),
        "quarter" => first.AddMonths(3 * multiplier),
        _ => first.AddYears(multiplier),
    };

    [Fact]
    public void Windows_follow_each_other_from_the_start_of_the_timespan_and_contain_all_bars()
    {
        var bars = Daily(1_500);
        var cases =
            from timespan in (string[])["day", "week", "month", "quarter", "year"]
            from multiplier in Enumerable.Range(1, 9)
            from offset in (int[])[0, 1, 42, 43, 44, 71, 101, 400, 773]
            select (timespan, multiplier, offset);
        foreach (var (timespan, multiplier, offset) in cases)
        {
            var aggregates = new Aggregates(multiplier, timespan);
            var first = aggregates.FirstOf(BarTime.OfDay(Start.AddDays(offset)));

            var expected = new List<Bar>();
            for (var from = first.Date; from <= bars.Times[^1].Date; from = After(timespan, from, multiplier))
            {
                var window = bars.Between(from, After(timespan, from, multiplier).AddDays(-1));
                if (window.Count == 0) continue;
                expected.Add(new Bar(
                    BarTime.OfDay(from), window.Open[0], window.High.ToArray().Max(), window.Low.ToArray().Min(), window.Close[^1],
                    window.Volume.ToArray().Sum()));
            }
            Assert.Equal(expected, aggregates.Of(bars, first));
        }
    }

    [Theory]
    [InlineData("day", "2026-03-11", "2026-03-11")]
    [InlineData("week", "2026-03-11", "2026-03-08")]
    [InlineData("week", "2026-03-08", "2026-03-08")]
    [InlineData("month", "2026-03-11", "2026-03-01")]
    [InlineData("quarter", "2026-03-11", "2026-01-01")]
    [InlineData("quarter", "2026-12-31", "2026-10-01")]
    [InlineData("year", "2026-03-11", "2026-01-01")]
    public void A_range_begins_at_the_start_of_its_timespan(string timespan, string day, string first) =>
        Assert.Equal(DateOnly.Parse(first), new Aggregates(4, timespan).FirstOf(BarTime.OfDay(DateOnly.Parse(day))).Date);

    [Theory]
    [InlineData("minute", 330, "04:00", "04:00 09:30 15:00")]
    [InlineData("minute", 330, "00:00", "00:00 05:30 11:00 16:30")]
    [InlineData("minute", 15, "09:33", "09:30 09:45 10:00")]
    [InlineData("hour", 2, "09:33", "09:00 11:00 13:00")]
    [InlineData("hour", 4, "00:00", "04:00 08:00 12:00")]
    public void Windows_within_a_day_begin_with_the_range(string timespan, int multiplier, string from, string starts)
    {
        var day = new DateOnly(2026, 3, 10);
        var bars = new BarSeriesBuilder();
        for (var minute = 4 * 60; minute < 20 * 60; minute += 5)
            bars.Add(new Bar(BarTime.Of(day, default(TimeOnly).AddMinutes(minute)), 1, 2, 1, 1, 5));
        var aggregates = new Aggregates(multiplier, timespan);
        var first = aggregates.FirstOf(BarTime.Of(day, TimeOnly.Parse(from)));

        var made = aggregates.Of(bars.Build(out _), first);

        Assert.StartsWith(starts, string.Join(' ', made.Select(bar => $"{bar.Time.Time:HH:mm}")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_average_price_is_weighted_by_volume_and_unknown_if_one_is()
    {
        var day = new DateOnly(2026, 3, 9);
        Bar Of(int number, double volume, double vwap) => new(BarTime.OfDay(day.AddDays(number)), 1, 9, 1, 1, volume, vwap);
        double Week(params Bar[] bars) =>
            new Aggregates(1, "week").Of(BarSeries.FromBars(bars), BarTime.OfDay(day.AddDays(-1))).Single().Vwap;

        Assert.Equal(((100 * 2.0) + (300 * 4) + (200 * 5)) / 600, Week(Of(0, 100, 2), Of(1, 300, 4), Of(2, 200, 5)), 12);
        Assert.Equal(4, Week(Of(0, 0, double.NaN), Of(1, 300, 4), Of(2, 0, double.NaN)), 12);
        Assert.Equal(double.NaN, Week(Of(0, 100, 2), Of(1, 300, double.NaN), Of(2, 200, 5)));
    }

    private static BarSeries Daily(int days)
    {
        var random = new Random(days);
        var bars = ExchangeCalendar.Nyse.SessionsBetween(Start, Start.AddDays(days)).Select(day =>
        {
            var (open, close) = (10 + random.NextDouble(), 10 + random.NextDouble());
            return new Bar(BarTime.OfDay(day), open, Math.Max(open, close) + 1, Math.Min(open, close) - 1, close, random.Next(1_000));
        });
        return BarSeries.FromBars([.. bars]);
    }
}
