using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>
/// The columns of a row that are indicators, at every bar, by the code that computes the rows: <c>rsi14[1]</c> has the bits that the row
/// had
/// a bar ago.
/// </summary>
/// <param name="family">The indicators that are computed together.</param>
internal sealed class RowIndicatorNode(RowIndicatorFamily family) : FormulaNode(FormulaType.Outputs)
{
    public override object Signature => family;

    public override int Columns => family.Outputs;

    /// <summary>All bars for a recursive function.</summary>
    public override int BarsBack => family.IsRecursive ? AllBars : family.FirstIndex;

    public override int FirstIndex => family.FirstIndex;

    public override int WarmUp => family.WarmUp;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var first = BarsBack == AllBars ? 0 : Math.Max(0, start - BarsBack);
        var columns = evaluation.Outputs(this);
        var count = evaluation.Count;
        var length = count - first;
        family.Compute(evaluation.Series.Bars(first), columns[..(length * Columns)]);
        for (var output = Columns - 1; output >= 0 && first > 0; output--)
            columns.Slice(output * length, length).CopyTo(columns[((output * count) + first)..]);
    }
}
