using Technic.Core.Market;

namespace Technic.Web.Polygon;

/// <summary>
/// The bar size of a request, and the aggregation of cached bars (daily and five-minute) to that size. Like Polygon's, the windows begin
/// at the start of the range, moved back to the start of its timespan, and all of them are complete.
/// </summary>
/// <param name="Multiplier">The number of timespans per bar, 1 or more.</param>
/// <param name="Timespan">One of <see cref="Timespans"/>.</param>
internal sealed record Aggregates(int Multiplier, string Timespan)
{
    private const int MinutesPerHour = 60, DaysPerWeek = 7, MonthsPerQuarter = 3, MonthsPerYear = 12;

    /// <summary>The supported sizes, for error messages.</summary>
    public const string Supported = "minutes in multiples of 5, hours, days, weeks, months, quarters or years";

    /// <summary>Polygon's timespans that can be aggregated.</summary>
    public static IReadOnlyList<string> Timespans { get; } = ["minute", "hour", "day", "week", "month", "quarter", "year"];

    public bool IsSupported => Timespans.Contains(Timespan) && (Timespan != "minute" || Multiplier % Frequencies.IntradayMinutes == 0);

    /// <summary>The frequency of the cached bars to aggregate.</summary>
    public Frequency Frequency => Timespan is "minute" or "hour" ? Frequency.Extended : Frequency.Daily;

    /// <summary>
    /// The maximum number of Polygon's base bars (minutes or days) per bar. Polygon's <c>limit</c> counts base bars.
    /// </summary>
    public long BaseBars => (long)Multiplier * Timespan switch
    {
        "hour" => MinutesPerHour,
        "week" => DaysPerWeek,
        "month" => 31,
        "quarter" => 92,
        "year" => 366,
        _ => 1,
    };

    /// <summary>Returns the start of the timespan that contains a time.</summary>
    public BarTime FirstOf(BarTime time)
    {
        var day = time.Date;
        return Timespan switch
        {
            "minute" => Floor(time, Frequencies.IntradayMinutes),
            "hour" => Floor(time, MinutesPerHour),
            "week" => BarTime.OfDay(day.AddDays(-Math.Min(day.DayNumber, (int)day.DayOfWeek))),
            "month" => BarTime.OfDay(new DateOnly(day.Year, day.Month, 1)),
            "quarter" => BarTime.OfDay(new DateOnly(day.Year, day.Month - ((day.Month - 1) % MonthsPerQuarter), 1)),
            "year" => BarTime.OfDay(new DateOnly(day.Year, 1, 1)),
            _ => BarTime.OfDay(day),
        };
    }

    /// <summary>Aggregates bars. The result is in ascending order; a bar has the start of its window.</summary>
    /// <param name="bars">Bars of <see cref="Frequency"/>, ascending. Those before the first window are skipped.</param>
    /// <param name="first">The start of the first window, a value of <see cref="FirstOf"/>.</param>
    public IReadOnlyList<Bar> Of(BarSeries bars, BarTime first)
    {
        var made = new List<Bar>(bars.Count);
        for (var i = bars.IndexAtOrAfter(first); i < bars.Count; i++)
        {
            var (bar, start) = (bars[i], StartOf(bars.Times[i], first));
            if (made.Count > 0 && made[^1].Time == start) made[^1] = Joined(made[^1], bar);
            else made.Add(bar with { Time = start });
        }
        return made;
    }

    /// <summary>The start of the window that contains a time at or after the first window.</summary>
    private BarTime StartOf(BarTime time, BarTime first)
    {
        if (Timespan is "minute" or "hour") return new BarTime(first.Minutes + Down(time.Minutes - first.Minutes, BaseBars));
        var (day, from) = (time.Date, first.Date);
        if (Timespan is "day" or "week")
            return BarTime.OfDay(from.AddDays(Down(day.DayNumber - from.DayNumber, BaseBars)));
        var months = Multiplier * (Timespan switch { "quarter" => (long)MonthsPerQuarter, "year" => MonthsPerYear, _ => 1 });
        return BarTime.OfDay(from.AddMonths(Down(((day.Year - from.Year) * MonthsPerYear) + day.Month - from.Month, months)));
    }

    private static int Down(int value, long unit) => (int)(value - (value % unit));

    private static BarTime Floor(BarTime time, int minutes) =>
        new((int)Math.Floor((double)time.Minutes / minutes) * minutes);

    private static Bar Joined(Bar first, Bar next) => first with
    {
        High = Math.Max(first.High, next.High),
        Low = Math.Min(first.Low, next.Low),
        Close = next.Close,
        Volume = first.Volume + next.Volume,
        Vwap = JoinedVwap(first, next),
    };

    /// <summary>The average of the averages by volume; NaN if one of them is unknown.</summary>
    private static double JoinedVwap(Bar first, Bar next)
    {
        if (next.Volume == 0) return first.Vwap;
        return first.Volume == 0
            ? next.Vwap : ((first.Vwap * first.Volume) + (next.Vwap * next.Volume)) / (first.Volume + next.Volume);
    }
}
