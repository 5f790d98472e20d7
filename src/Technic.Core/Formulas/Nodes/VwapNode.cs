using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>The volume-weighted average price of every bar, as the source gives it. It is not in the rows of a scan.</summary>
internal sealed class VwapNode() : FormulaNode(FormulaType.Number)
{
    public override object? Signature => null;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var output = evaluation.Output(this)[start..];
        if (evaluation.Series.Vwap.IsEmpty) output.Fill(double.NaN);
        else evaluation.Series.Vwap[start..].CopyTo(output);
    }
}
