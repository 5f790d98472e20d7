namespace Technic.Core.Market.Calendar;

/// <summary>The regular hours of the exchange: 9:30 to 16:00 in New York, to 13:00 on a half day.</summary>
public static class RegularHours
{
    /// <summary>The intraday bars that begin within regular hours; the same series when all of them do.</summary>
    public static BarSeries OnlyRegularHours(this BarSeries bars)
    {
        var kept = new List<Bar>(bars.Count);
        for (var i = 0; i < bars.Count; i++)
        {
            var time = bars.Times[i];
            var session = ExchangeCalendar.Nyse.SessionOn(time.Date);
            if (time.Time >= session?.Open && time.Time < session?.Close) kept.Add(bars[i]);
        }
        return kept.Count == bars.Count ? bars : BarSeries.FromBars([.. kept]);
    }
}
