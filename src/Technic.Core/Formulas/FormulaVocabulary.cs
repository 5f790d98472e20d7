using Technic.Core.Formulas.Library;
using Technic.Indicators;

namespace Technic.Core.Formulas;

/// <summary>What the names of a formula can mean, beside the functions of the language itself.</summary>
public sealed record FormulaVocabulary
{
    /// <summary>The columns of rows.</summary>
    public required IColumns Columns { get; init; }

    /// <summary>Whether the formula is evaluated for the rows of a scan; otherwise for the bars of one symbol alone.</summary>
    public bool HasRows { get; init; }

    /// <summary>The functions of bars and series.</summary>
    public FunctionCatalogue Functions { get; init; } = FunctionCatalogue.BuiltIn;

    /// <summary>The named formulas.</summary>
    public FormulaLibrary Library { get; init; } = FormulaLibrary.BuiltIn;
}
