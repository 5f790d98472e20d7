using Technic.Core.Market;

namespace Technic.Web.Polygon;

/// <summary>
/// How long the bars are that a client asks for, and how they are made of those that the cache keeps: bars of a session, and of five
/// minutes.
/// </summary>
/// <param name="Multiplier">How many timespans a bar lasts.</param>
/// <param name="Timespan">Polygon's word: <c>minute</c>, <c>hour</c>, <c>day</c>, <c>week</c> or <c>month</c>.</param>
internal sealed record Aggregates(int Multiplier, string Timespan)
{
    private const int MinutesPerHour = 60;

    /// <summary>What is possible, for the sentence about what is not.</summary>
    public const string Possible = "1 day, 1 week, 1 month, 1 hour, and 5, 10, 15, 20, 30 or 60 minutes";

    public bool IsPossible => (Multiplier, Timespan) is (1, "day" or "week" or "month" or "hour") or (5 or 10 or 15 or 20 or 30 or 60, "minute");

    /// <summary>The bars of the cache that they are made of.</summary>
    public Frequency Frequency => Timespan is "minute" or "hour" ? Frequency.Intraday : Frequency.Daily;

    /// <summary>
    /// The most of Polygon's base bars (of a minute, or of a day) that one bar is made of: its <c>limit</c> counts those.
    /// </summary>
    public int BaseBars => Timespan switch
    {
        "minute" => Multiplier,
        "hour" => MinutesPerHour,
        "week" => 7,
        "month" => 31,
        _ => 1,
    };

    /// <summary>The first day of the bar that a day lies in.</summary>
    public DateOnly FirstDay(DateOnly day) => Timespan switch
    {
        "week" => day.AddDays(-Math.Min(day.DayNumber, (int)day.DayOfWeek)),
        "month" => new DateOnly(day.Year, day.Month, 1),
        _ => day,
    };

    /// <summary>The bars, ascending.</summary>
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

    // Every length in minutes that is possible divides the hour, so that bars begin where the clock's own parts do.
    private BarTime Start(BarTime time) => Frequency == Frequency.Intraday
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
