using Technic.Core.Formulas;
using Technic.Core.Market;

namespace Technic.Core.Scans;

/// <summary>The formulas of a request, compiled together. Safe for concurrent use.</summary>
public sealed class ScanFormulas
{
    private const int None = -1;

    // A request is validated, filtered and explained with the same formulas: the last ones are kept, so that they are compiled once.
    private static volatile ScanFormulas? _last;

    private readonly (string? Where, string Sort) _texts;
    private readonly FormulaProgram _program;
    private readonly int _where = None;

    private ScanFormulas(ScanRequest request)
    {
        _texts = TextsOf(request);
        var formulas = new List<FormulaText>();
        if (request.Where is { } where)
        {
            _where = formulas.Count;
            formulas.Add(new FormulaText("where", Checked(where), MustBeCondition: true));
        }
        _program = FormulaProgram.Compile(formulas, ScanColumns.Vocabulary);
        NeedsRanking = _program.UsesMarket || _program.Columns.Any(column => column.NeedsRanking);
    }

    /// <summary>The columns of rows that the formulas use, each once.</summary>
    public IReadOnlyList<Column> Columns => _program.Columns;

    /// <summary>The other symbols of the formulas.</summary>
    public IReadOnlySet<Symbol> Symbols => _program.Symbols;

    /// <summary>Whether a formula uses a value that is known only when all rows of the scan are.</summary>
    public bool NeedsRanking { get; }

    /// <summary>The compiled formulas.</summary>
    public FormulaProgram Program => _program;

    /// <summary>Compiles the formulas of a request.</summary>
    /// <exception cref="ScanRequestException">
    /// A formula is invalid. The message is one sentence with the position, the first character being 1.
    /// </exception>
    public static ScanFormulas Of(ScanRequest request)
    {
        if (_last is { } last && last._texts == TextsOf(request)) return last;
        try
        {
            return _last = new ScanFormulas(request);
        }
        catch (FormulaException problem)
        {
            throw new ScanRequestException(problem.Sentence);
        }
    }

    /// <summary>The window that the formulas need, in calendar days; at least that of the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="asOf">The last day of the window (New York date).</param>
    public int DaysFor(ScanRequest request, DateOnly asOf)
    {
        if (_program.LocalValues == 0) return request.Days;
        var bars = _program.BarsNeeded(request.Frequency);
        return Math.Max(request.Days, WindowAdvice.DaysFor(WindowAdvice.SessionsOf(bars, request.Frequency), asOf));
    }

    /// <summary>Whether a row meets the condition of the request.</summary>
    public bool Holds(RankedRow row)
    {
        if (_where == None) return true;
        Span<double> results = stackalloc double[_program.Count];
        _program.EvaluateRows(new RankedRows([row]), results);
        return results[_where] != 0;
    }

    private static (string? Where, string Sort) TextsOf(ScanRequest request) => (request.Where, request.Sort);

    private static string Checked(string where)
    {
        if (where.Length > FormulaLimits.Length)
            throw new ScanRequestException($"where: {where.Length:N0} characters exceed the maximum of {FormulaLimits.Length:N0}.");
        if (string.IsNullOrWhiteSpace(where))
            throw new ScanRequestException("where: the condition is empty; an example is rsi14 < 35 and close > sma50.");
        return where;
    }
}
