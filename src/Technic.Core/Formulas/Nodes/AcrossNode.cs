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

    protected override NodeTraits OwnTraits => NodeTraits.UsesMarket;

    public override void Evaluate(in ColumnEvaluation evaluation, int start) =>
        throw new InvalidOperationException("Symbols are compared where all of them meet.");
}
