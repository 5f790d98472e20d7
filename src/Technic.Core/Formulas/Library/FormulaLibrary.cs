using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Syntax;

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
    public FormulaLibrary With(string definitions)
    {
        var own = FormulaParser.ParseDefinitions(definitions).Select(definition => new NamedFormula(definition, definitions)).ToArray();
        foreach (var (definition, formula) in FormulaParser.ParseDefinitions(definitions).Zip(own))
        {
            if (own.First(other => FormulaNames.AreSame(other.Name, formula.Name)) != formula)
                throw new FormulaException(definition.Position, $"'{formula.Name}' is defined twice.");
        }
        return new FormulaLibrary(
            [.. All.Where(known => !own.Any(formula => FormulaNames.AreSame(formula.Name, known.Name))), .. own]);
    }
}
