using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>
/// A column of a scan's row. Where rows are evaluated it has the row's value; where bars are evaluated it is the formula of that column.
/// </summary>
/// <param name="type">The type of its values.</param>
/// <param name="column">The column.</param>
/// <param name="history">The column at every bar; <c>null</c> if it has no history, such as the rating.</param>
internal sealed class ColumnNode(FormulaType type, Column column, FormulaNode? history)
    : FormulaNode(type, history is null ? [] : [history])
{
    public Column Column => column;

    /// <summary>Whether it has a value at every bar.</summary>
    public bool HasHistory => history is not null;

    public override object Signature => column;

    public override int Columns => 0;

    public override int AliasOf => 0;

    public override bool IsPointwise => true;

    protected override NodeTraits OwnTraits =>
        history is null ? NodeTraits.UsesRow : history is PriceNode ? NodeTraits.None : NodeTraits.PrefersRow;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        // It is the column of its history.
    }
}
