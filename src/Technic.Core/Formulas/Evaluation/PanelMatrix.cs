using Technic.Core.Formulas.Nodes;
using Technic.Core.Market;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>
/// One evaluation of a <see cref="MarketPanel"/>. A column of it has the last bars of the first symbol, then those of the second one, and
/// so
/// on; a symbol with fewer bars has empty places in front.
/// </summary>
internal sealed class PanelMatrix
{
    private const int NoBar = int.MinValue;

    private readonly IPanelValues _values;
    private readonly int _bars;
    private readonly int[] _times;
    private readonly Dictionary<FormulaNode, double[]> _compared = [];

    public PanelMatrix(MarketPanel panel, IPanelValues values)
    {
        _values = values;
        _bars = panel.Bars;
        _times = new int[values.Count * _bars];
        Array.Fill(_times, NoBar);
        for (var symbol = 0; symbol < values.Count; symbol++)
        {
            var times = values.Times(symbol);
            for (var i = 0; i < Math.Min(times.Length, _bars); i++)
            {
                if (!double.IsNaN(times[^(i + 1)])) _times[((symbol + 1) * _bars) - 1 - i] = (int)times[^(i + 1)];
            }
        }
    }

    /// <summary>Compares the symbols at every bar.</summary>
    public void Compare(AcrossNode node, FormulaPlan input)
    {
        var x = new double[_times.Length];
        for (var symbol = 0; symbol < _values.Count; symbol++) input.EvaluateAll(InputOf(symbol), x.AsSpan(symbol * _bars, _bars));
        var results = new double[_times.Length];
        AcrossSymbols.Compute(node.Function, node.Count, x, Groups(node.Group), results);
        _compared[node] = results;
    }

    /// <summary>Evaluates a formula over the index of each group.</summary>
    public void Index(GroupNode node)
    {
        var results = new double[_times.Length];
        Array.Fill(results, node.Type == FormulaType.Condition ? 0 : double.NaN);
        foreach (var members in Enumerable.Range(0, _values.Count).GroupBy(symbol => KeyOf(node.Sector, symbol)))
        {
            var index = GroupIndex.Of([.. members.Select(symbol => BarsOf(node, symbol))]);
            var values = new double[index.Count];
            node.Plan.EvaluateAll(EvaluationInput.OfBars(SeriesColumns.Of(index), ReferenceSeries.None), values);
            foreach (var symbol in members)
            {
                for (var i = symbol * _bars; i < (symbol + 1) * _bars; i++)
                {
                    var place = _times[i] == NoBar ? -1 : index.Times.BinarySearch(new BarTime(_times[i]));
                    if (place >= 0) results[i] = values[place];
                }
            }
        }
        _compared[node] = results;
    }

    /// <summary>The values of formulas at the last bar of each symbol.</summary>
    public double[][] Last(FormulaPlan plan)
    {
        var results = Array.ConvertAll(plan.Roots.ToArray(), _ => new double[_values.Count]);
        Span<double> last = stackalloc double[results.Length];
        for (var symbol = 0; symbol < _values.Count; symbol++)
        {
            plan.EvaluateLast(InputOf(symbol), last);
            for (var i = 0; i < results.Length; i++) results[i][symbol] = last[i];
        }
        return results;
    }

    private EvaluationInput InputOf(int symbol) =>
        new() { Count = _bars, Given = new SymbolValues(this, symbol), References = ReferenceSeries.None };

    private object KeyOf(FormulaNode? group, int symbol) => group switch
    {
        null => 0,
        ColumnNode { Type: FormulaType.Text, Column: var column } => _values.Text(column, symbol) ?? "",
        _ => _values.Number(((ColumnNode)group).Column, symbol),
    };

    /// <summary>The group of each value: the values of one day and one group are compared.</summary>
    private int[] Groups(FormulaNode? group)
    {
        var groups = new int[_times.Length];
        var ids = new Dictionary<(int Time, object Group), int>();
        for (var symbol = 0; symbol < _values.Count; symbol++)
        {
            var key = KeyOf(group, symbol);
            for (var i = symbol * _bars; i < (symbol + 1) * _bars; i++)
            {
                if (_times[i] == NoBar) groups[i] = -1;
                else if (!ids.TryGetValue((_times[i], key), out groups[i])) ids.Add((_times[i], key), groups[i] = ids.Count);
            }
        }
        return groups;
    }

    private BarSeries BarsOf(GroupNode node, int symbol)
    {
        var times = _times.AsSpan(symbol * _bars, _bars);
        var first = times.LastIndexOf(NoBar) + 1;
        var count = _bars - first;
        var values = new double[count * BarSeries.ValueColumns];
        for (var price = 0; price < node.Prices.Length; price++)
        {
            var column = values.AsSpan(price * count, count);
            var local = _values.LocalValues(node.Prices[price], symbol);
            local[^Math.Min(count, local.Length)..].CopyTo(column[^Math.Min(count, local.Length)..]);
        }
        return BarSeries.FromColumns([.. times[first..]], values);
    }

    private sealed class SymbolValues(PanelMatrix matrix, int symbol) : IGivenValues
    {
        public void Fill(FormulaNode node, Span<double> values)
        {
            if (matrix._compared.TryGetValue(node, out var compared))
            {
                compared.AsSpan(symbol * matrix._bars, matrix._bars).CopyTo(values);
                return;
            }
            if (node is ColumnNode { HasHistory: false, Column: var column })
            {
                values.Fill(matrix._values.Number(column, symbol));
                return;
            }
            values.Fill(node.Type == FormulaType.Condition ? 0 : double.NaN);
            var local = matrix._values.LocalValues(node, symbol);
            var count = Math.Min(local.Length, values.Length);
            local[^count..].CopyTo(values[^count..]);
        }

        public string? Text(Column column, int element) => matrix._values.Text(column, symbol);

        public int DayOf(int element) => throw new InvalidOperationException("The matrix compares the symbols.");
    }
}
