using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Studies;

namespace Technic.Core.Tests.Studies;

/// <summary>Markets for studies, made of a few numbers.</summary>
internal static class SmallMarket
{
    public static DateOnly Day(int index) => new DateOnly(2020, 1, 1).AddDays(index);

    /// <summary>A symbol with bars whose prices are all equal; a close of 0 is a day without a bar.</summary>
    public static TradedHistory Closes(string symbol, params double[] closes) =>
        Bars(symbol, [.. closes.Select(close => close == 0 ? ((double, double, double, double)?)null : (close, close, close, close))]);

    /// <summary>A symbol with an open, a high, a low and a close on each day, or none.</summary>
    public static TradedHistory Bars(string symbol, params (double Open, double High, double Low, double Close)?[] days)
    {
        var bars = new List<Bar>();
        for (var i = 0; i < days.Length; i++)
        {
            if (days[i] is { } bar) bars.Add(new Bar(BarTime.OfDay(Day(i)), bar.Open, bar.High, bar.Low, bar.Close, 1_000));
        }
        return new TradedHistory(new Listing(Symbol.Parse(symbol)), BarSeries.FromBars([.. bars]), []);
    }

    public static StudyResult Study(StudyRequest request, params TradedHistory[] histories) =>
        new Study(StudyMarket.Of(histories)).Run(request, null, CancellationToken.None);

    public static StudyRequest Where(string where, params int[] horizons) => new()
    {
        Scan = StudyRequest.EveryRow with { Where = where }, Horizons = horizons,
    };
}
