using Technic.Core.Formulas.Evaluation;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>
/// Computes rows, and adds what the formulas of one scan need of the histories. The rows are kept beside the histories, the additions are
/// not.
/// </summary>
/// <param name="rows">Computes the rows.</param>
/// <param name="formulas">The formulas.</param>
/// <param name="references">The bars of the other symbols of the formulas.</param>
public sealed class FormulaRows(IRowComputation rows, ScanFormulas formulas, ReferenceSeries references) : IHistoryComputation
{
    /// <summary>Computes the rows.</summary>
    public IRowComputation Rows => rows;

    /// <summary>The formulas.</summary>
    public ScanFormulas Formulas => formulas;

    /// <summary>The bars of the other symbols of the formulas.</summary>
    public ReferenceSeries References => references;

    /// <inheritdoc/>
    public bool IsKept => rows.IsKept;

    /// <inheritdoc/>
    public object Compute(PriceHistory history, DateOnly asOf) => rows.Compute(history, asOf);

    /// <inheritdoc/>
    public object Complete(object computed, PriceHistory history, DateOnly asOf)
    {
        var row = (ScanRow)computed;
        var values = new double[formulas.Program.LocalValues];
        if (values.Length == 0) return row;
        formulas.Program.EvaluateLocal(Comparable(rows.BarsOf(history, asOf), row), references, values);
        return row with { FormulaValues = values };
    }

    /// <summary>The bars since the last jump: prices on both sides of it do not have the same unit.</summary>
    private static BarSeries Comparable(BarSeries bars, ScanRow row)
    {
        var jump = row.Jump ?? (bars.Count > row.ComparableBars ? PriceJump.LastIn(bars) : null);
        return jump is { } last ? bars.Slice(bars.Count - last.Bars, last.Bars) : bars;
    }
}
