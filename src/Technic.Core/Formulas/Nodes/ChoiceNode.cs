using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary><c>if(condition, a, b)</c>: a where the condition is true, otherwise b.</summary>
internal sealed class ChoiceNode(FormulaNode condition, FormulaNode whenTrue, FormulaNode whenFalse)
    : FormulaNode(whenTrue.Type, condition, whenTrue, whenFalse)
{
    public override object? Signature => null;

    public override bool IsPointwise => true;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var holds = evaluation.Column(condition);
        var a = evaluation.Column(whenTrue);
        var b = evaluation.Column(whenFalse);
        var result = evaluation.Output(this);
        for (var i = start; i < result.Length; i++) result[i] = holds[i] != 0 ? a[i] : b[i];
    }
}
