using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary><c>nz(x, y)</c>: x where it has a value, otherwise y.</summary>
internal sealed class FallbackNode(FormulaNode value, FormulaNode fallback) : FormulaNode(FormulaType.Number, value, fallback)
{
    public override object? Signature => null;

    public override bool IsPointwise => true;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var a = evaluation.Column(value);
        var b = evaluation.Column(fallback);
        var result = evaluation.Output(this);
        for (var i = start; i < result.Length; i++) result[i] = double.IsNaN(a[i]) ? b[i] : a[i];
    }
}
