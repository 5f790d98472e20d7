using Technic.Core.Market;

namespace Technic.Core.Formulas;

/// <summary>A longer timeframe than that of the bars.</summary>
internal enum Timeframe
{
    /// <summary>Hours from 09:30 on, the open of the exchange; hours before it end at 09:30, 08:30, ….</summary>
    Hourly,

    /// <summary>New York dates.</summary>
    Daily,

    /// <summary>Weeks from Monday to Sunday.</summary>
    Weekly,

    /// <summary>Calendar months.</summary>
    Monthly,

    /// <summary>Calendar quarters.</summary>
    Quarterly,
}

/// <summary>The timeframes of the language.</summary>
internal static class Timeframes
{
    private const int MinutesPerHour = 60;
    private const int MinutesPerDay = 1440;

    // 09:30 is half an hour after a full hour.
    private const int HourOffset = 30;

    /// <summary>The words before a point, e.g. <c>weekly.close</c>.</summary>
    public static IReadOnlyList<string> Words { get; } = ["hourly", "daily", "weekly", "monthly", "quarterly"];

    public static string Word(this Timeframe timeframe) => Words[(int)timeframe];

    public static bool TryParse(string word, out Timeframe timeframe)
    {
        for (var i = 0; i < Words.Count; i++)
        {
            timeframe = (Timeframe)i;
            if (Words[i].Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        }
        timeframe = default;
        return false;
    }

    /// <summary>The number of the period that a bar belongs to; it never falls from bar to bar.</summary>
    public static int PeriodOf(this Timeframe timeframe, BarTime time)
    {
        if (timeframe == Timeframe.Hourly) return FloorOf(time.Minutes + HourOffset, MinutesPerHour);
        if (timeframe == Timeframe.Daily) return FloorOf(time.Minutes, MinutesPerDay);
        var date = time.Date;
        return timeframe switch
        {
            // Day 0 is a Monday.
            Timeframe.Weekly => date.DayNumber / 7,
            Timeframe.Monthly => (date.Year * 12) + date.Month - 1,
            _ => (date.Year * 4) + ((date.Month - 1) / 3),
        };
    }

    /// <summary>The most bars of a period.</summary>
    /// <param name="timeframe">The timeframe.</param>
    /// <param name="frequency">The length of a bar.</param>
    public static int MostBars(this Timeframe timeframe, Frequency frequency)
    {
        var sessions = timeframe switch { Timeframe.Weekly => 5, Timeframe.Monthly => 23, Timeframe.Quarterly => 66, _ => 1 };
        const int hour = 12;
        var day = frequency switch { Frequency.Daily => 1, Frequency.Intraday => 78, _ => 192 };
        return timeframe == Timeframe.Hourly ? hour : sessions * day;
    }

    private static int FloorOf(int minutes, int length) => (int)Math.Floor((double)minutes / length);
}
