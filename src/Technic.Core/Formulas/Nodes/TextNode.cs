using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>A text of the formula.</summary>
internal sealed class TextNode(string text) : FormulaNode(FormulaType.Text)
{
    public string Text => text;

    public override object Signature => text;

    public override bool IsPointwise => true;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        // Texts have no numbers; comparisons read them.
    }
}
