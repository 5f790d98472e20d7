using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>A comparison of two texts, ignoring case; false where one is missing.</summary>
internal sealed class TextComparisonNode(Relation relation, FormulaNode left, FormulaNode right)
    : FormulaNode(FormulaType.Condition, left, right)
{
    public override object Signature => relation;

    public override bool IsPointwise => true;

    /// <summary>Whether two texts are in a relation.</summary>
    public static bool Holds(Relation relation, string? left, string? right)
    {
        if (left is null || right is null) return false;
        var order = StringComparer.OrdinalIgnoreCase.Compare(left, right);
        return ComparisonNode.Holds(relation, order, 0);
    }

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var result = evaluation.Output(this);
        for (var i = start; i < result.Length; i++)
            result[i] = Holds(relation, Text(left, evaluation, i), Text(right, evaluation, i)) ? 1 : 0;
    }

    private static string? Text(FormulaNode node, in ColumnEvaluation evaluation, int element) =>
        node is TextNode literal ? literal.Text : evaluation.Rows.Text(((ColumnNode)node).Column, element);
}
