using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary><c>min(a, b)</c> or <c>max(a, b)</c> of the same bar; without a value where one is missing.</summary>
internal sealed class ExtremeNode(bool isMax, FormulaNode left, FormulaNode right) : FormulaNode(FormulaType.Number, left, right)
{
    public override object Signature => isMax;

    public override bool IsPointwise => true;

    /// <summary>The extreme of two numbers.</summary>
    public static double Of(bool isMax, double left, double right) => isMax ? Math.Max(left, right) : Math.Min(left, right);

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var a = evaluation.Column(left);
        var b = evaluation.Column(right);
        var result = evaluation.Output(this);
        for (var i = start; i < result.Length; i++) result[i] = Of(isMax, a[i], b[i]);
    }
}
