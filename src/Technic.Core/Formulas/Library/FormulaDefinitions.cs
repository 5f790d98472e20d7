using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Formulas.Syntax;

namespace Technic.Core.Formulas.Library;

/// <summary>Own named formulas, e.g. those of a file.</summary>
public sealed class FormulaDefinitions
{
    private FormulaDefinitions(IReadOnlyList<NamedFormula> all) => All = all;

    /// <summary>No definitions.</summary>
    public static FormulaDefinitions None { get; } = new([]);

    /// <summary>The formulas in their order; no two have the same name.</summary>
    public IReadOnlyList<NamedFormula> All { get; }

    /// <summary>Reads <c>let NAME = FORMULA; …</c>.</summary>
    /// <exception cref="FormulaException">The text is not a list of definitions, or a name is defined twice.</exception>
    public static FormulaDefinitions Parse(string text)
    {
        var definitions = FormulaParser.ParseDefinitions(text);
        var names = new HashSet<string>();
        foreach (var definition in definitions)
        {
            if (!names.Add(FormulaNames.Normalized(definition.Name)))
                throw new FormulaException(definition.Position, $"'{definition.Name}' is defined twice.");
        }
        return new FormulaDefinitions([.. definitions.Select(definition => new NamedFormula(definition, text))]);
    }

    /// <summary>These formulas and others, which replace those of the same name.</summary>
    public FormulaDefinitions With(FormulaDefinitions others) => others.All.Count == 0
        ? this
        : new([.. All.Where(formula => !others.All.Any(other => FormulaNames.AreSame(other.Name, formula.Name))), .. others.All]);

    /// <summary>Adds to the definitions of a request those of these formulas that it uses, directly or through others.</summary>
    /// <param name="own">The definitions of the request, which come first; may be empty.</param>
    /// <param name="formulas">The formulas of the request.</param>
    /// <returns><paramref name="own"/> if it uses none, or if a text is invalid.</returns>
    public string Complete(string own, IEnumerable<string> formulas)
    {
        if (All.Count == 0) return own;
        try
        {
            var ownDefinitions = Parse(own);
            var used = UsedBy([.. formulas, .. ownDefinitions.All.Select(formula => formula.Text)], ownDefinitions);
            return used.Count == 0 ? own : string.Concat(used.Select(formula => $"let {formula.Name} = {formula.Text};\n")) + own;
        }
        catch (FormulaException)
        {
            // The request is refused when it is compiled, with the position of the error.
            return own;
        }
    }

    /// <summary>Checks every formula: its names, types and limits.</summary>
    /// <exception cref="FormulaException">A formula is invalid; the position is that in the text of the definitions.</exception>
    internal void Check(FormulaVocabulary vocabulary)
    {
        var library = vocabulary.Library.With(this);
        foreach (var formula in All)
            new FormulaBinder(vocabulary with { HasRows = true, Library = library }, new NodeTable()).Bind(formula.Program);
    }

    private List<NamedFormula> UsedBy(IEnumerable<string> texts, FormulaDefinitions own)
    {
        var library = FormulaLibrary.BuiltIn.With(this).With(own);
        var found = new HashSet<NamedFormula>();
        var open = new Queue<string>(texts);
        while (open.TryDequeue(out var text))
        {
            foreach (var word in FormulaLexer.WordsOf(text))
            {
                if (library.TryFind(word, out var formula) && found.Add(formula)) open.Enqueue(formula.Text);
            }
        }
        return [.. All.Where(found.Contains)];
    }
}
