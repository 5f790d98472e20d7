using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;

namespace Technic.Core.Formulas.Nodes;

/// <summary>
/// <c>sector.X</c> or <c>market.X</c>: X over the bars of the equal-weighted index of the symbols of a scan. It is computed where all
/// symbols
/// meet (<see cref="GroupIndex"/>).
/// </summary>
/// <param name="group">The symbols.</param>
/// <param name="formula">X.</param>
/// <param name="sector">The column that makes the groups.</param>
/// <param name="prices">The prices and the volume of the symbols, in the order of <see cref="Price"/>.</param>
internal sealed class GroupNode(Group group, FormulaNode formula, FormulaNode sector, FormulaNode[] prices)
    : FormulaNode(formula.Type, [.. prices, sector])
{
    /// <summary>The plan of X.</summary>
    public FormulaPlan Plan { get; } = new([formula]);

    /// <summary>The column that makes the groups; <c>null</c> for one group.</summary>
    public FormulaNode? Sector => group == Group.Sector ? sector : null;

    /// <summary>The prices and the volume of the symbols, in the order of <see cref="Price"/>.</summary>
    public ReadOnlySpan<FormulaNode> Prices => Inputs[..^1];

    public override object Signature => (group, formula.Id);

    public override int BarsBack => AllBars;

    public override int WarmUp => Math.Min(AllBars - 1, Lookback.Of(Plan, Frequency.Daily)) + 1;

    /// <summary>The groups are those of the row, at every bar.</summary>
    protected override int InheritedTraits => prices.Length;

    protected override NodeTraits OwnTraits => NodeTraits.UsesMarket;

    public override void Evaluate(in ColumnEvaluation evaluation, int start) =>
        throw new InvalidOperationException("An index is computed where all symbols meet.");
}
