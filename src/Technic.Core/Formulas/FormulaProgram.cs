using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Market;
using Technic.Indicators;

namespace Technic.Core.Formulas;

/// <summary>
/// The formulas of a scan, in two parts: one is evaluated where the history of a symbol is, and gives a few numbers; the other one where
/// the
/// rows are. Safe for concurrent use.
/// </summary>
public sealed class FormulaProgram
{
    /// <summary>The version of the language, which goes with a formula to another process.</summary>
    public const int Version = 1;

    private readonly FormulaNode[] _roots;
    private readonly FormulaPlan _local;
    private readonly FormulaPlan _rows;
    private readonly MarketPanel? _panel;

    // The place behind the last value of each local part.
    private readonly Dictionary<FormulaNode, int> _ends = [];
    private readonly FormulaNode[] _market;

    private FormulaProgram(FormulaNode[] roots, FormulaBinder binder)
    {
        _roots = roots;
        var split = FormulaSplit.Of(roots);
        _market = [.. split.Market];
        _panel = _market.Length == 0 ? null : new MarketPanel(_market);
        var local = split.Local.ToDictionary(node => node, _ => 1);
        foreach (var node in _panel?.Local ?? []) local[node] = _panel!.Bars;
        _local = new FormulaPlan([.. local.Keys], [.. local.Values]);
        var end = 0;
        foreach (var (node, need) in local) _ends[node] = end += need;
        _rows = new FormulaPlan(roots, given: split.Given);
        Columns = binder.Columns;
        Symbols = binder.Symbols;
        Functions = binder.Functions;
        UsesMarket = roots.Any(root => root.Traits.HasFlag(NodeTraits.UsesMarket));
    }

    /// <summary>The number of formulas.</summary>
    public int Count => _roots.Length;

    /// <summary>The columns of rows that the formulas use, each once.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The other symbols of the formulas.</summary>
    public IReadOnlySet<Symbol> Symbols { get; }

    /// <summary>The functions of the catalogue that the formulas use.</summary>
    public IReadOnlySet<IndicatorFunction> Functions { get; }

    /// <summary>Whether a formula compares the symbols of the scan.</summary>
    public bool UsesMarket { get; }

    /// <summary>The number of values that a history gives; 0 if the rows are enough.</summary>
    public int LocalValues => _local.LastValues + (_panel?.Bars ?? 0);

    /// <summary>Compiles formulas.</summary>
    /// <exception cref="FormulaException">A formula is invalid.</exception>
    public static FormulaProgram Compile(IReadOnlyList<FormulaText> formulas, FormulaVocabulary vocabulary)
    {
        var binder = new FormulaBinder(vocabulary with { HasRows = true }, new NodeTable());
        var roots = formulas.Select(formula => formula.Bind(binder).Node).ToArray();
        return new FormulaProgram(roots, binder);
    }

    /// <summary>Whether a formula is a condition.</summary>
    public bool IsCondition(int formula) => _roots[formula].Type == FormulaType.Condition;

    /// <summary>
    /// The number of bars that the formulas need, with those that bring recursive functions within 1e-6 of what endless history would give.
    /// </summary>
    /// <param name="frequency">The length of a bar.</param>
    public int BarsNeeded(Frequency frequency) => (int)Math.Min(FormulaNode.AllBars, Lookback.Of(_local, frequency) + 1L);

    /// <summary>The part of the formulas that needs the history.</summary>
    /// <param name="bars">The bars, up to the last one of the row.</param>
    /// <param name="references">The bars of <see cref="Symbols"/>.</param>
    /// <param name="values">Gets <see cref="LocalValues"/> values.</param>
    public void EvaluateLocal(BarSeries bars, ReferenceSeries references, Span<double> values)
    {
        _local.EvaluateLast(EvaluationInput.OfBars(SeriesColumns.Of(bars), references), values);
        if (_panel is null) return;
        var times = values[^_panel.Bars..];
        times.Fill(double.NaN);
        for (var i = 1; i <= Math.Min(bars.Count, times.Length); i++) times[^i] = bars.Times[^i].Minutes;
    }

    /// <summary>The formulas for some rows; for all rows of the scan if they compare symbols.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="results">
    /// Gets the formulas one after another, one value for each row; NaN where a number has no value. A condition is 1 or 0.
    /// </param>
    public void EvaluateRows(IFormulaRows rows, Span<double> results)
    {
        var values = new RowValues(rows, this);
        var market = _panel?.Evaluate(values) ?? [];
        for (var i = 0; i < market.Length; i++) values.Add(_market[i], market[i]);
        _rows.EvaluateAll(new EvaluationInput { Count = rows.Count, Given = values, References = ReferenceSeries.None }, results);
    }

    private sealed class RowValues(IFormulaRows rows, FormulaProgram program) : IGivenValues, IPanelValues
    {
        private readonly Dictionary<FormulaNode, double[]> _market = new(0);

        public int Count => rows.Count;

        public void Add(FormulaNode node, double[] values) => _market.Add(node, values);

        public void Fill(FormulaNode node, Span<double> values)
        {
            if (_market.TryGetValue(node, out var market)) market.CopyTo(values);
            else if (node is ColumnNode { Column: var column }) rows.Fill(column, values);
            else if (node is PriceNode { Price: var price }) rows.Fill(price.ToString(), values);
            else FillLocal(node, values);
        }

        public string? Text(Column column, int element) => rows.Text(column, element);

        public int DayOf(int element) => rows.DayOf(element);

        public double Number(Column column, int symbol) => rows.Number(column, symbol);

        public ReadOnlySpan<double> LocalValues(FormulaNode node, int symbol)
        {
            var values = rows.LocalValues(symbol);
            return values.IsEmpty ? values : values.Slice(program._ends[node] - program._panel!.Bars, program._panel.Bars);
        }

        public ReadOnlySpan<double> Times(int symbol)
        {
            var values = rows.LocalValues(symbol);
            return values.IsEmpty ? values : values[^program._panel!.Bars..];
        }

        private void FillLocal(FormulaNode node, Span<double> values)
        {
            var place = program._ends[node] - 1;
            var missing = node.Type == FormulaType.Condition ? 0 : double.NaN;
            for (var i = 0; i < values.Length; i++)
                values[i] = rows.LocalValues(i) is { Length: > 0 } local ? local[place] : missing;
        }
    }
}
