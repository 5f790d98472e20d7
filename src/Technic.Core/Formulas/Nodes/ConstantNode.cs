using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>The same value at every bar: a number, a condition, or the number of a name.</summary>
internal sealed class ConstantNode(FormulaType type, double value) : FormulaNode(type)
{
    public double Value => value;

    public override object Signature => value;

    public override bool IsPointwise => true;

    public override void Evaluate(in ColumnEvaluation evaluation, int start) => evaluation.Output(this)[start..].Fill(value);
}
