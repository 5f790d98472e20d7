using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>A number that is 1 for true and 0 for false, as a condition; false where it is missing.</summary>
internal sealed class FlagNode(FormulaNode number) : FormulaNode(FormulaType.Condition, number)
{
    public override object? Signature => null;

    public override bool IsPointwise => true;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var values = evaluation.Column(number);
        var result = evaluation.Output(this);
        for (var i = start; i < result.Length; i++) result[i] = values[i] < 0 || values[i] > 0 ? 1 : 0;
    }
}
