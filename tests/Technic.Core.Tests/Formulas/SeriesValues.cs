using System.Globalization;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

/// <summary>Formulas at every bar, for tests.</summary>
internal static class SeriesValues
{
    /// <summary>The values of a formula at every bar; NaN for none.</summary>
    public static double[] Of(string formula, BarSeries bars, params (string Symbol, BarSeries Bars)[] others)
    {
        var study = FormulaSeries.Compile([new FormulaText("formula", formula)], ScanColumns.Vocabulary);
        return study.Evaluate(bars, new ReferenceSeries(others.ToDictionary(other => Symbol.Parse(other.Symbol), other => other.Bars)));
    }

    /// <summary>Bars with the closes of days, <c>2020-12-30=5</c>; open, high and low are the close, the volume is 1.</summary>
    public static BarSeries Closes(string days) => BarSeries.FromBars([.. days.Split(' ').Select(day =>
    {
        var (date, close) = (day.Split('=')[0], double.Parse(day.Split('=')[1], CultureInfo.InvariantCulture));
        return new Bar(BarTime.OfDay(DateOnly.Parse(date, CultureInfo.InvariantCulture)), close, close, close, close, 1);
    })]);

    public static double[] Numbers(string text) =>
        [.. text.Split(' ').Select(number => number == "-" ? double.NaN : double.Parse(number, CultureInfo.InvariantCulture))];
}
