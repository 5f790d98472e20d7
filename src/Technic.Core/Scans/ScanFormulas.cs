using Technic.Core.Formulas;
using Technic.Core.Formulas.Binding;
using Technic.Core.Market;

namespace Technic.Core.Scans;

/// <summary>The formulas of a request, compiled together: its condition, its order, and its own columns. Safe for concurrent use.</summary>
public sealed class ScanFormulas
{
    private const int None = -1;

    // A request is validated, filtered and explained with the same formulas: the last ones are kept, so that they are compiled once.
    private static volatile ScanFormulas? _last;

    private readonly string _key;
    private readonly FormulaProgram _program;
    private readonly int _where = None;
    private readonly int _sort = None;
    private readonly int _firstColumn;
    private readonly IReadOnlyList<FormulaColumn> _columns;

    private ScanFormulas(ScanRequest request, string key)
    {
        _key = key;
        Request = new ScanRequest
        {
            Where = request.Where, Sort = request.Sort, Columns = request.Columns, Formulas = request.Formulas,
            Methods = request.Methods,
        };
        var formulas = new List<FormulaText>();
        if (request.Where is { } where)
        {
            _where = formulas.Count;
            formulas.Add(new FormulaText("where", Checked(where), MustBeCondition: true));
        }
        if (!ScanColumns.TryFind(request.Sort, out _))
        {
            _sort = formulas.Count;
            formulas.Add(new FormulaText("sort", request.Sort));
        }
        _firstColumn = formulas.Count;
        _columns = FormulaColumn.ParseAll(request.Columns, [.. ScanColumns.All.Select(column => column.Name)]);
        formulas.AddRange(_columns.Select(column => column.ToText()));
        _program = FormulaProgram.Compile(formulas, VocabularyOf(request));
        NeedsRanking = _program.UsesMarket || _program.Columns.Any(column => column.NeedsRanking);
    }

    /// <summary>A request with these formulas only.</summary>
    public ScanRequest Request { get; }

    /// <summary>The columns of rows that the formulas use, each once.</summary>
    public IReadOnlyList<Column> Columns => _program.Columns;

    /// <summary>The other symbols of the formulas.</summary>
    public IReadOnlySet<Symbol> Symbols => _program.Symbols;

    /// <summary>The own functions of the formulas, as in <see cref="ScanMethods.OwnFunctions"/>.</summary>
    public IEnumerable<string> OwnFunctions =>
        Request.Methods.OwnFunctions.Intersect(_program.Functions.Select(ScanMethods.IdentityOf));

    /// <summary>Whether the request sorts by a formula.</summary>
    public bool SortsByFormula => _sort != None;

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
        var key = string.Join('\0', [request.Formulas, request.Where ?? "\u0001", request.Sort, .. request.Columns]);
        if (_last is { } last && last._key == key && ReferenceEquals(last.Request.Methods, request.Methods)) return last;
        try
        {
            RequireKnownSort(request);
            return _last = new ScanFormulas(request, key);
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
    public bool Holds(RankedRow row) => _where == None || Hold([row])[0];

    /// <summary>Whether each of some rows meets the condition of the request.</summary>
    public bool[] Hold(RankedRow[] rows)
    {
        var results = new double[_program.Count * rows.Length];
        _program.EvaluateRows(new RankedRows(rows), results);
        return Array.ConvertAll(results[(_where * rows.Length)..((_where + 1) * rows.Length)], result => result != 0);
    }

    /// <summary>Adds the values of the formulas to rows.</summary>
    /// <param name="rows">The rows that are kept; those among <paramref name="market"/> by reference.</param>
    /// <param name="market">All rows of the scan, for formulas that compare symbols.</param>
    /// <param name="isChecked">Whether the condition of a row was checked before.</param>
    /// <returns>The rows that meet the condition.</returns>
    public RankedRow[] Apply(RankedRow[] rows, Func<RankedRow[]> market, Predicate<RankedRow> isChecked)
    {
        if (_program.Count == 0) return rows;
        var all = _program.UsesMarket ? market() : rows;
        var results = new double[_program.Count * all.Length];
        _program.EvaluateRows(new RankedRows(all), results);
        var places = new Dictionary<Symbol, int>(all.Length);
        for (var i = 0; i < all.Length; i++) places[all[i].Row.Symbol] = i;
        var kept = new List<RankedRow>(rows.Length);
        foreach (var row in rows)
        {
            var place = places[row.Row.Symbol];
            if (_where != None && !isChecked(row) && results[(_where * all.Length) + place] == 0) continue;
            kept.Add(_program.Count == 1 && _where != None ? row : With(row, results, place, all.Length));
        }
        return [.. kept];
    }

    private RankedRow With(RankedRow row, double[] results, int place, int count)
    {
        return row with
        {
            SortValue = _sort == None ? null : Value(_sort),
            Formulas = [.. _columns.Select((column, i) => new FormulaResult(column.Name, Value(_firstColumn + i)))],
        };

        double? Value(int formula) => results[(formula * count) + place] is var value && double.IsNaN(value) ? null : value;
    }

    private static FormulaVocabulary VocabularyOf(ScanRequest request)
    {
        try
        {
            return request.Vocabulary;
        }
        catch (FormulaException problem)
        {
            throw problem.About("formulas");
        }
    }

    /// <summary>A single word that has no meaning is probably a column.</summary>
    private static void RequireKnownSort(ScanRequest request)
    {
        var isWord = request.Sort.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!isWord || ScanColumns.TryFind(request.Sort, out _) || FormulaNames.IsFormula(request.Sort, VocabularyOf(request))) return;
        throw new ScanRequestException(ScanColumns.Complaint(request.Sort));
    }

    private static string Checked(string where)
    {
        if (where.Length > FormulaLimits.Length)
            throw new ScanRequestException($"where: {where.Length:N0} characters exceed the maximum of {FormulaLimits.Length:N0}.");
        if (string.IsNullOrWhiteSpace(where))
            throw new ScanRequestException("where: the condition is empty; an example is rsi14 < 35 and close > sma50.");
        return where;
    }
}
