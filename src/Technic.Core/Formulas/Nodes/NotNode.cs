using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>The opposite of a condition.</summary>
internal sealed class NotNode(FormulaNode condition) : FormulaNode(FormulaType.Condition, condition)
{
    public override object? Signature => null;

    public override bool IsPointwise => true;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var values = evaluation.Column(condition);
        var result = evaluation.Output(this);
        for (var i = start; i < result.Length; i++) result[i] = 1 - values[i];
    }
}
