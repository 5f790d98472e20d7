using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>A column of the bars.</summary>
internal enum Price
{
    Open,
    High,
    Low,
    Close,
    Volume,
}

/// <summary>A price or the volume of every bar.</summary>
internal sealed class PriceNode(Price price) : FormulaNode(FormulaType.Number)
{
    public override object Signature => price;

    public override bool IsPointwise => true;

    /// <summary>Its name in the language.</summary>
    public Price Price => price;

    public override void Evaluate(in ColumnEvaluation evaluation, int start) =>
        evaluation.Series.Column(price)[start..].CopyTo(evaluation.Output(this)[start..]);
}
