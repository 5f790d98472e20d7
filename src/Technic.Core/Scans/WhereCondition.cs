using Technic.Core.Formulas;

namespace Technic.Core.Scans;

/// <summary>
/// A condition in the <c>where</c> language, e.g. <c>rsi14 &lt; 35 and close &gt; sma200 and sector in ('Energy','Materials')</c>:
/// comparisons of columns (<see cref="ScanColumns"/>), numbers and texts, combined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses.
/// A comparison with a missing value is false. Safe for concurrent use.
/// </summary>
public sealed class WhereCondition
{
    /// <summary>The maximum length, in characters.</summary>
    public const int MaxLength = 4_096;

    /// <summary>The maximum depth of nested parentheses.</summary>
    public const int MaxDepth = 64;

    // A request is validated, filtered and explained with the same condition: the last one is cached, so that it is compiled once.
    private static volatile WhereCondition? _last;

    private readonly Func<RankedRow, bool> _holds;

    private WhereCondition(string text, Func<RankedRow, bool> holds, IReadOnlyList<Column<RankedRow>> columns)
    {
        Text = text;
        _holds = holds;
        Columns = columns;
        NeedsRanking = columns.Any(column => column.NeedsRanking);
    }

    /// <summary>The text of the condition.</summary>
    public string Text { get; }

    /// <summary>The columns of the condition, each once.</summary>
    public IReadOnlyList<Column<RankedRow>> Columns { get; }

    /// <summary>Whether it uses <see cref="RankedRow.RelativeStrength"/>, which is known only when all rows of the scan are.</summary>
    public bool NeedsRanking { get; }

    /// <summary>Whether a row meets the condition; it does not use <see cref="RankedRow.Rank"/>.</summary>
    public bool Holds(RankedRow row) => _holds(row);

    /// <summary>Compiles a condition, in a time proportional to its length.</summary>
    /// <exception cref="ScanRequestException">
    /// The condition is invalid. The message is one sentence with the position, the first character being 1.
    /// </exception>
    public static WhereCondition Compile(string text)
    {
        if (_last is { } last && last.Text == text) return last;
        if (text.Length > MaxLength)
            throw new ScanRequestException($"where: {text.Length:N0} characters exceed the maximum of {MaxLength:N0}.");
        if (string.IsNullOrWhiteSpace(text))
            throw new ScanRequestException("where: the condition is empty; an example is rsi14 < 35 and close > sma50.");
        try
        {
            var (holds, columns) = WhereCompiler<RankedRow>.Compile(WhereParser.Parse(text), ScanColumns.InConditions);
            return _last = new WhereCondition(text, holds, columns);
        }
        catch (WhereException problem)
        {
            throw new ScanRequestException(problem.Message);
        }
    }
}
