using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>Conditions combined by <c>and</c>, or by <c>or</c>.</summary>
internal sealed class JunctionNode(bool isAnd, FormulaNode[] conditions) : FormulaNode(FormulaType.Condition, conditions)
{
    public bool IsAnd => isAnd;

    public override object Signature => isAnd;

    public override bool IsPointwise => true;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var result = evaluation.Output(this)[start..];
        evaluation.Column(Inputs[0])[start..].CopyTo(result);
        foreach (var condition in Inputs[1..])
        {
            var other = evaluation.Column(condition)[start..];
            if (isAnd)
            {
                for (var i = 0; i < result.Length; i++) result[i] *= other[i];
            }
            else
            {
                for (var i = 0; i < result.Length; i++) result[i] = Math.Max(result[i], other[i]);
            }
        }
    }
}
