using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>
/// <c>sector.X</c> or <c>market.X</c>: X over the bars of the equal-weighted index of the symbols of a scan. It is computed where all symbols
/// meet (<see cref="GroupIndex"/>).
/// </summary>
/// <param name="group">The symbols.</param>
/// <param name="formula">X.</param>
internal sealed class GroupNode(Group group, FormulaNode formula) : FormulaNode(formula.Type)
{
    public Group Group => group;

    /// <summary>The plan of X.</summary>
    public FormulaPlan Plan { get; } = new([formula]);

    public override object Signature => (group, formula.Id);

    protected override NodeTraits OwnTraits => NodeTraits.UsesMarket;

    public override void Evaluate(in ColumnEvaluation evaluation, int start) =>
        throw new InvalidOperationException("An index is computed where all symbols meet.");
}
