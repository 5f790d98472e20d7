using Technic.Core.Formulas;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Studies.Partitions;

/// <summary>
/// The columns of rows that have no history, such as the rating or the sector, at every bar. Properties of a symbol are those of today's
/// list; for the others, the row of each symbol is computed on each day as a scan of that day computes it.
/// </summary>
internal sealed class RowColumns
{
    private static readonly string[] Properties = ["symbol", "name", "exchange", "type", "sector", "industry", "marketCap"];

    private readonly IReadOnlyList<StudySymbol> _symbols;
    private readonly IScoring _scoring;
    private readonly int[] _offsets;
    private readonly RankedRow[] _listed;
    private readonly Dictionary<Column, double[]> _numbers = [];
    private readonly Dictionary<Column, string?[]> _texts = [];

    private RowColumns(IReadOnlyList<StudySymbol> symbols, IScoring scoring, bool hasColumns)
    {
        (_symbols, _scoring, _offsets) = (symbols, scoring, StudyPanel.OffsetsOf(symbols));
        // Of these rows only what describes the symbol is used.
        _listed = hasColumns ? [.. symbols.Select(symbol => new RankedRow(0, symbol.Listing, RowOf(symbol, 0), null, null, false))] : [];
    }

    /// <summary>Computes the columns.</summary>
    /// <param name="symbols">The symbols.</param>
    /// <param name="days">The number of days.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="request">The account of trade plans, and the score.</param>
    /// <param name="from">The first day that values are needed of.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    public static RowColumns Of(
        IReadOnlyList<StudySymbol> symbols, int days, IReadOnlyList<Column> columns, ScanRequest request, int from,
        CancellationToken cancellationToken)
    {
        var rows = new RowColumns(symbols, request.Methods.Scoring, columns.Count > 0);
        ScanColumn[] computed = [.. columns.Cast<ScanColumn>().Where(column => !Properties.Contains(column.Name))];
        if (computed.Length > 0) rows.Compute(days, computed, request, from, cancellationToken);
        return rows;
    }

    public void Fill(Column column, int symbol, int first, Span<double> values)
    {
        if (_numbers.TryGetValue(column, out var numbers)) numbers.AsSpan(_offsets[symbol] + first, values.Length).CopyTo(values);
        else values.Fill(NumberOf((ScanColumn)column, _listed[symbol]));
    }

    public string? Text(Column column, int symbol, int bar) =>
        _texts.TryGetValue(column, out var texts) ? texts[_offsets[symbol] + bar] : ((ScanColumn)column).Text(_listed[symbol]);

    private static double NumberOf(ScanColumn column, RankedRow row) =>
        column.Names is null ? column.Number(row) ?? double.NaN : column.NameValue(row);

    private void Compute(int days, ScanColumn[] columns, ScanRequest request, int from, CancellationToken cancellationToken)
    {
        foreach (var column in columns)
        {
            if (column.Kind == ColumnKind.Text && column.Names is null) _texts.Add(column, new string?[_offsets[^1]]);
            else _numbers.Add(column, NoValues(_offsets[^1]));
        }
        var next = Array.ConvertAll([.. _symbols], symbol => symbol.Days.AsSpan().IndexOfAnyInRange(from, int.MaxValue));
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        if (!columns.Any(column => column.NeedsRanking))
        {
            Parallel.For(0, _symbols.Count, options, i =>
            {
                var symbol = _symbols[i];
                for (var bar = next[i]; bar >= 0 && bar < symbol.Days.Length; bar++)
                {
                    var row = RankedRow.Unranked(symbol.Listing, RowOf(symbol, bar), relativeStrength: null, request, isStale: false);
                    Keep(columns, row, _offsets[i] + bar);
                }
            });
            return;
        }
        var rows = new ScanRow?[_symbols.Count];
        for (var day = from; day < days; day++)
        {
            var current = day;
            Parallel.For(0, rows.Length, options, i => rows[i] = HasBar(i, current) ? RowOf(_symbols[i], next[i]) : null);
            var backdrop = MarketBackdrop.OfMarket([.. rows.OfType<ScanRow>()]);
            Parallel.For(0, rows.Length, options, i =>
            {
                if (rows[i] is not { } row) return;
                var ranked = RankedRow.Unranked(_symbols[i].Listing, row, backdrop.StrengthOf(row), request, isStale: false);
                Keep(columns, ranked, _offsets[i] + next[i]);
                next[i]++;
            });
        }

        bool HasBar(int symbol, int day) =>
            next[symbol] >= 0 && next[symbol] < _symbols[symbol].Days.Length && _symbols[symbol].Days[next[symbol]] == day;
    }

    private void Keep(ScanColumn[] columns, RankedRow row, int place)
    {
        foreach (var column in columns)
        {
            if (_texts.TryGetValue(column, out var texts)) texts[place] = column.Text(row);
            else _numbers[column][place] = NumberOf(column, row);
        }
    }

    /// <summary>The row of a scan of the day of a bar.</summary>
    private ScanRow RowOf(StudySymbol symbol, int bar)
    {
        var known = symbol.KnownAt(bar);
        return SymbolEvaluator.Evaluate(symbol.Listing.Symbol, RatingWindow.Of(known)).RatedBy(_scoring);
    }

    private static double[] NoValues(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }
}
