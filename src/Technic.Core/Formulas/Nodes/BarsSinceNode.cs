using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary><c>bars_since(c)</c>: how many bars ago the condition was last true, 0 for now; without a value if it never was.</summary>
internal sealed class BarsSinceNode(FormulaNode condition) : FormulaNode(FormulaType.Number, condition)
{
    public override object? Signature => null;

    public override int BarsBack => AllBars;

    public override int WarmUp => 0;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var values = evaluation.Column(condition);
        var result = evaluation.Output(this);
        var since = double.NaN;
        for (var i = 0; i < result.Length; i++) result[i] = since = values[i] != 0 ? 0 : since + 1;
    }
}
