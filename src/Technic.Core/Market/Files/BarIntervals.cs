using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>Distinguishes weekly, monthly and hourly bars from daily and 5-minute ones, which have the same columns.</summary>
internal static class BarIntervals
{
    /// <summary>Fewer intervals are not sufficient.</summary>
    private const int MinIntervals = 8;

    private const int MinutesPerDay = 1440;

    /// <summary>The longest interval between two sessions, such as 11 to 17 September 2001, is shorter than a week.</summary>
    private const int MinutesPerWeek = 5 * MinutesPerDay;

    /// <exception cref="CsvFormatException">The bars are longer than a day, or than five minutes.</exception>
    public static void Check(string path, Frequency frequency, IEnumerable<BarSeries> symbols)
    {
        var (intervals, shortest) = (0, int.MaxValue);
        foreach (var series in symbols)
        {
            var times = series.Times;
            for (var i = 1; i < times.Length; i++)
            {
                var minutes = times[i].Minutes - times[i - 1].Minutes;
                if (frequency == Frequency.Intraday && minutes >= MinutesPerDay / 2) continue;
                intervals++;
                shortest = Math.Min(shortest, minutes);
                // In most files the first bars are sufficient.
                if (shortest <= Frequencies.IntradayMinutes || (frequency == Frequency.Daily && shortest < MinutesPerWeek)) return;
            }
        }
        if (intervals < MinIntervals) return;
        var what = frequency == Frequency.Intraday ? $"{shortest}-minute bars"
            : shortest >= 4 * MinutesPerWeek ? "monthly bars"
            : "weekly bars";
        throw new CsvFormatException($"'{path}' contains {what}: only daily and {Frequencies.IntradayMinutes}-minute bars are supported.");
    }
}
