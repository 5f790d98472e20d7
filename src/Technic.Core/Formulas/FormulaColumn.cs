using Technic.Core.Text;

namespace Technic.Core.Formulas;

/// <summary>A formula with the name of its column.</summary>
/// <param name="Name">The name in tables, JSON and CSV.</param>
/// <param name="Formula">The formula.</param>
public sealed record FormulaColumn(string Name, string Formula)
{
    private const int MaxNameLength = 64;

    /// <summary>
    /// Reads <c>NAME: FORMULA</c>, e.g. <c>upper: keltner(20, 2, 10).upper</c>. A formula without a name is its own name.
    /// </summary>
    /// <exception cref="FormulaException">The text has no formula, or the name is empty or too long.</exception>
    public static FormulaColumn Parse(string text)
    {
        var colon = text.IndexOf(':');
        // A colon inside parentheses belongs to the formula, e.g. rank(roc(126), by: sector).
        var hasName = colon >= 0 && text.IndexOfAny(['(', '=', '\'', '"']) is var other && (other < 0 || colon < other);
        var name = (hasName ? text[..colon] : text).Trim();
        var formula = (hasName ? text[(colon + 1)..] : text).Trim();
        if (name.Length == 0 || formula.Length == 0)
            throw new FormulaException(0, "expected NAME: FORMULA, e.g. \"strength: rsi(7)\".") { Subject = "column" };
        if (hasName && name.Length > MaxNameLength)
        {
            throw new FormulaException(0, $"the name has {name.Length} characters; at most {MaxNameLength} are allowed.")
            {
                Subject = "column",
            };
        }
        return new FormulaColumn(name, formula);
    }

    /// <summary>Reads several columns, with different names.</summary>
    /// <param name="texts">The columns.</param>
    /// <param name="reserved">Names that are taken.</param>
    /// <exception cref="FormulaException">A column is invalid, or two have the same name.</exception>
    public static IReadOnlyList<FormulaColumn> ParseAll(IEnumerable<string> texts, params string[] reserved)
    {
        var columns = texts.Select(Parse).ToArray();
        var names = new HashSet<string>(reserved, StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns)
        {
            if (!names.Add(column.Name))
                throw new FormulaException(0, $"another column has the name '{Printable.Of(column.Name)}'.") { Subject = "column" };
        }
        return columns;
    }

    /// <summary>The formula with its name for error messages.</summary>
    public FormulaText ToText() => new($"column {Printable.Of(Name)}", Formula);
}
