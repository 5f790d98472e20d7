using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>One output of a node with several columns.</summary>
internal sealed class OutputNode(FormulaNode function, int output) : FormulaNode(FormulaType.Number, function)
{
    public override object Signature => output;

    public override int Columns => 0;

    public override int AliasOf => output;

    public override bool IsPointwise => true;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        // It is a column of the function.
    }
}
