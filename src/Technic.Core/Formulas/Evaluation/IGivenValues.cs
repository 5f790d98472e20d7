using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>The values of nodes that a plan does not compute: columns of rows, and parts of a formula that were evaluated before.</summary>
internal interface IGivenValues
{
    /// <summary>Writes the values of a node.</summary>
    void Fill(FormulaNode node, Span<double> values);

    /// <summary>A text of a row; <c>null</c> for none.</summary>
    string? Text(Column column, int element);

    /// <summary>The day of the values of a row, as a day number: values of one day are compared with each other.</summary>
    int DayOf(int element);
}

/// <summary>For plans that compute everything from bars.</summary>
internal sealed class NoGivenValues : IGivenValues
{
    private NoGivenValues()
    {
    }

    public static NoGivenValues Instance { get; } = new();

    public void Fill(FormulaNode node, Span<double> values) => throw new InvalidOperationException("No values are given.");

    public string? Text(Column column, int element) => null;

    public int DayOf(int element) => throw new InvalidOperationException("Bars of one symbol are not compared with others.");
}
