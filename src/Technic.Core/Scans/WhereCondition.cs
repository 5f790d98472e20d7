using Technic.Core.Formulas;

namespace Technic.Core.Scans;

/// <summary>
/// A condition for the rows of a scan, e.g. <c>rsi14 &lt; 35 and close &gt; sma200 and sector in ('Energy','Materials')</c>: a formula of
/// columns (<see cref="ScanColumns"/>), numbers and texts. A comparison with a missing value is false. Safe for concurrent use.
/// </summary>
public sealed class WhereCondition
{
    /// <summary>The maximum length, in characters.</summary>
    public const int MaxLength = FormulaLimits.Length;

    /// <summary>The maximum depth of nested parentheses.</summary>
    public const int MaxDepth = FormulaLimits.Depth;

    private readonly ScanFormulas _formulas;

    private WhereCondition(string text, ScanFormulas formulas) => (Text, _formulas) = (text, formulas);

    /// <summary>The text of the condition.</summary>
    public string Text { get; }

    /// <summary>The columns of the condition, each once.</summary>
    public IReadOnlyList<Column> Columns => _formulas.Columns;

    /// <summary>Whether it uses a value that is known only when all rows of the scan are, e.g. the relative strength.</summary>
    public bool NeedsRanking => _formulas.NeedsRanking;

    /// <summary>Whether a row meets the condition; it does not use <see cref="RankedRow.Rank"/>.</summary>
    public bool Holds(RankedRow row) => _formulas.Holds(row);

    /// <summary>Compiles a condition, in a time proportional to its length.</summary>
    /// <exception cref="ScanRequestException">
    /// The condition is invalid. The message is one sentence with the position, the first character being 1.
    /// </exception>
    public static WhereCondition Compile(string text) => new(text, ScanFormulas.Of(new ScanRequest { Where = text }));
}
