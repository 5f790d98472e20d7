using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>A function across the symbols of a scan.</summary>
internal enum AcrossFunction
{
    Rank,
    Zscore,
    Median,
    Demean,
    Scale,

    /// <summary>1 for the n largest, otherwise 0.</summary>
    Top,
}

/// <summary>
/// A value among those of all symbols of a scan on the same day, or of those of a group. It is computed where all symbols meet
/// (<see cref="AcrossSymbols"/>).
/// </summary>
/// <param name="function">The function.</param>
/// <param name="count">The n of <c>top(x, n)</c>.</param>
/// <param name="value">x.</param>
/// <param name="group">The column whose values make the groups; <c>null</c> for one group.</param>
internal sealed class AcrossNode(AcrossFunction function, int count, FormulaNode value, FormulaNode? group)
    : FormulaNode(FormulaType.Number, group is null ? [value] : [value, group])
{
    public AcrossFunction Function => function;

    public int Count => count;

    public FormulaNode Value => value;

    public FormulaNode? Group => group;

    public override object Signature => (function, count);

    /// <summary>The groups are those of the row, at every bar.</summary>
    protected override int InheritedTraits => 1;

    protected override NodeTraits OwnTraits => NodeTraits.UsesMarket;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var groups = new int[evaluation.Count];
        var ids = new Dictionary<(int Day, object? Group), int>();
        for (var i = 0; i < groups.Length; i++)
        {
            var key = (evaluation.Rows.DayOf(i), GroupOf(evaluation, i));
            if (!ids.TryGetValue(key, out groups[i])) ids.Add(key, groups[i] = ids.Count);
        }
        AcrossSymbols.Compute(function, count, evaluation.Column(value), groups, evaluation.Output(this));
    }

    private object? GroupOf(in ColumnEvaluation evaluation, int element) => group switch
    {
        null => null,
        { Type: FormulaType.Text } => evaluation.Rows.Text(((ColumnNode)group).Column, element),
        _ => evaluation.Column(group)[element],
    };
}
