using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>The values of the symbols of a <see cref="MarketPanel"/>.</summary>
internal interface IPanelValues
{
    /// <summary>The number of symbols.</summary>
    int Count { get; }

    /// <summary>
    /// The last values of a part that the history of a symbol gave, the last one at the end; it can be shorter than requested.
    /// </summary>
    ReadOnlySpan<double> LocalValues(FormulaNode node, int symbol);

    /// <summary>The starts of the last bars of a symbol, in minutes; the last one at the end.</summary>
    ReadOnlySpan<double> Times(int symbol);

    /// <summary>A number of the row of a symbol; NaN for none.</summary>
    double Number(Column column, int symbol);

    /// <summary>A text of the row of a symbol; <c>null</c> for none.</summary>
    string? Text(Column column, int symbol);
}
