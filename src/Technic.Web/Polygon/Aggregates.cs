using Technic.Core.Market;

namespace Technic.Web.Polygon;

/// <summary>
/// The bar size of a request, and the aggregation of cached bars (daily and five-minute) to that size.
/// </summary>
/// <param name="Multiplier">The number of timespans per bar.</param>
/// <param name="Timespan">Polygon's timespan: <c>minute</c>, <c>hour</c>, <c>day</c>, <c>week</c> or <c>month</c>.</param>
internal sealed record Aggregates(int Multiplier, string Timespan)
{
    private const int MinutesPerHour = 60;

    /// <summary>The supported sizes, for error messages.</summary>
    public const string Supported = "1 day, 1 week, 1 month, 1 hour, and 5, 10, 15, 20, 30 or 60 minutes";

    public bool IsSupported =>
        (Multiplier, Timespan) is (1, "day" or "week" or "month" or "hour") or (5 or 10 or 15 or 20 or 30 or 60, "minute");

    /// <summary>The frequency of the cached bars to aggregate.</summary>
    public Frequency Frequency => Timespan is "minute" or "hour" ? Frequency.Extended : Frequency.Daily;

    /// <summary>
    /// The maximum number of Polygon's base bars (minutes or days) per bar. Polygon's <c>limit</c> counts base bars.
    /// </summary>
    public int BaseBars => Timespan switch
    {
        "minute" => Multiplier,
        "hour" => MinutesPerHour,
        "week" => 7,
        "month" => 31,
        _ => 1,
    };

    /// <summary>Returns the first day of the bar that contains a day.</summary>
    public DateOnly FirstDay(DateOnly day) => Timespan switch
    {
        "week" => day.AddDays(-Math.Min(day.DayNumber, (int)day.DayOfWeek)),
        "month" => new DateOnly(day.Year, day.Month, 1),
        _ => day,
    };

    /// <summary>Aggregates bars. The result is in ascending order.</summary>
    /// <param name="bars">Bars of <see cref="Frequency"/>, ascending.</param>
    public IReadOnlyList<Bar> Of(BarSeries bars)
    {
        var made = new List<Bar>(bars.Count);
        for (var i = 0; i < bars.Count; i++)
        {
            var (bar, start) = (bars[i], Start(bars.Times[i]));
            if (made.Count > 0 && made[^1].Time == start) made[^1] = Joined(made[^1], bar);
            else made.Add(bar with { Time = start });
        }
        return made;
    }

    // All supported minute sizes divide an hour, so bars are aligned to the clock.
    private BarTime Start(BarTime time) => Frequency != Frequency.Daily
        ? new BarTime(time.Minutes - (time.Minutes % BaseBars))
        : BarTime.OfDay(FirstDay(time.Date));

    private static Bar Joined(Bar first, Bar next) => first with
    {
        High = Math.Max(first.High, next.High),
        Low = Math.Min(first.Low, next.Low),
        Close = next.Close,
        Volume = first.Volume + next.Volume,
    };
}
