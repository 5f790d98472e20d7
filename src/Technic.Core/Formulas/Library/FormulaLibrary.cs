using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Technic.Core.Formulas.Binding;

namespace Technic.Core.Formulas.Library;

/// <summary>Named formulas: the built-in ones, and those of a file.</summary>
public sealed class FormulaLibrary
{
    private readonly FrozenDictionary<string, NamedFormula> _byName;

    private FormulaLibrary(IReadOnlyList<NamedFormula> all)
    {
        All = all;
        _byName = all.ToFrozenDictionary(formula => FormulaNames.Normalized(formula.Name));
    }

    /// <summary>The built-in formulas.</summary>
    public static FormulaLibrary BuiltIn { get; } = new([.. SetupFormulas.All, .. CandleFormulas.All]);

    /// <summary>All formulas.</summary>
    public IReadOnlyList<NamedFormula> All { get; }

    public IEnumerable<string> Names => All.Select(formula => formula.Name);

    /// <summary>Finds a formula by name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out NamedFormula? formula) =>
        _byName.TryGetValue(FormulaNames.Normalized(name), out formula);

    /// <summary>
    /// The formulas with those of a text of definitions, <c>let name = formula; …</c>. A formula can use those before it; it replaces a
    /// built-in one of its name.
    /// </summary>
    /// <exception cref="FormulaException">The text is not a list of definitions.</exception>
    public FormulaLibrary With(string definitions) => With(FormulaDefinitions.Parse(definitions));

    /// <summary>The formulas with own ones, which replace those of the same name.</summary>
    public FormulaLibrary With(FormulaDefinitions definitions) => definitions.All.Count == 0
        ? this
        : new([.. All.Where(known => !definitions.All.Any(own => FormulaNames.AreSame(own.Name, known.Name))), .. definitions.All]);
}
