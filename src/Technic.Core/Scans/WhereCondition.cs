using Technic.Core.Formulas;

namespace Technic.Core.Scans;

/// <summary>
/// A condition in the <c>where</c> language, e.g. <c>rsi14 &lt; 35 and close &gt; sma200 and sector in ('Energy','Materials')</c>:
/// comparisons of columns (<see cref="ScanColumns"/>), numbers and texts, joined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses.
/// A comparison with a missing value is false. Safe for concurrent use.
/// </summary>
public sealed class WhereCondition
{
    /// <summary>The longest condition, in characters.</summary>
    public const int MaxLength = 4_096;

    /// <summary>The most parentheses inside each other.</summary>
    public const int MaxDepth = 64;

    // A request is validated, filtered and explained by the same condition: the last one is kept, so that it is compiled once.
    private static volatile WhereCondition? _last;

    private readonly Func<RankedRow, bool> _holds;

    private WhereCondition(string text, Func<RankedRow, bool> holds, IReadOnlyList<Column<RankedRow>> columns)
    {
        Text = text;
        _holds = holds;
        Columns = columns;
        NeedsRanking = columns.Any(column => column.NeedsRanking);
    }

    /// <summary>The condition as it was written.</summary>
    public string Text { get; }

    /// <summary>The columns that it asks for, each once.</summary>
    public IReadOnlyList<Column<RankedRow>> Columns { get; }

    /// <summary>Whether it asks for <see cref="RankedRow.RelativeStrength"/>, which is known only once all rows of the scan are.</summary>
    public bool NeedsRanking { get; }

    /// <summary>Whether the condition holds for a row; it does not look at <see cref="RankedRow.Rank"/>.</summary>
    public bool Holds(RankedRow row) => _holds(row);

    /// <summary>Compiles a condition, in a time that grows with its length alone.</summary>
    /// <exception cref="ScanRequestException">
    /// It cannot be understood. The message is one sentence that names the position, the first character being 1.
    /// </exception>
    public static WhereCondition Compile(string text)
    {
        if (_last is { } last && last.Text == text) return last;
        if (text.Length > MaxLength)
            throw new ScanRequestException($"where: {text.Length:N0} characters are too many, at most {MaxLength:N0} are possible.");
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
