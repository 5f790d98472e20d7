using System.Buffers;
using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>
/// One evaluation of <see cref="MarketFormulas"/>: each symbol for itself, and between that the comparisons of all symbols by day. The
/// values of a comparison have a place for every bar of every symbol.
/// </summary>
internal sealed class MarketEvaluation(IFormulaMarket market, CancellationToken cancellationToken)
{
    private readonly Dictionary<FormulaNode, double[]> _compared = [];
    private int[]? _dayStarts;
    private (int Symbol, int Place)[]? _byDay;

    /// <summary>Compares the symbols at every bar.</summary>
    public void Compare(AcrossNode node, FormulaPlan input)
    {
        var x = new double[market.Bars];
        Run(input, (in values) => values[0].CopyTo(x.AsSpan(market.OffsetOf(values.Symbol) + values.First)));
        var groups = GroupsOf(node.Group);
        var results = new double[x.Length];
        OrderByDay();
        Each(market.Days, day =>
        {
            var bars = _byDay.AsSpan(_dayStarts![day], _dayStarts[day + 1] - _dayStarts[day]);
            var values = ArrayPool<double>.Shared.Rent(2 * bars.Length);
            var groupsOfDay = ArrayPool<int>.Shared.Rent(bars.Length);
            for (var i = 0; i < bars.Length; i++) (values[i], groupsOfDay[i]) = (x[bars[i].Place], groups[bars[i].Symbol]);
            var compared = values.AsSpan(bars.Length, bars.Length);
            AcrossSymbols.Compute(
                node.Function, node.Count, values.AsSpan(0, bars.Length), groupsOfDay.AsSpan(0, bars.Length), compared);
            for (var i = 0; i < bars.Length; i++) results[bars[i].Place] = compared[i];
            ArrayPool<double>.Shared.Return(values);
            ArrayPool<int>.Shared.Return(groupsOfDay);
        });
        _compared[node] = results;
    }

    /// <summary>Evaluates a formula over the index of each group.</summary>
    public void Index(GroupNode node)
    {
        var results = new double[market.Bars];
        Array.Fill(results, node.Type == FormulaType.Condition ? 0 : double.NaN);
        var groups = GroupsOf(node.Sector);
        var times = new int[market.Days];
        foreach (var members in Enumerable.Range(0, market.Count).GroupBy(symbol => groups[symbol]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var index = GroupIndex.Of([.. members.SelectMany(market.ComparableOf)]);
            var values = new double[index.Count];
            node.Plan.EvaluateAll(EvaluationInput.OfBars(SeriesColumns.Of(index), ReferenceSeries.None), values);
            Array.Fill(times, -1);
            var next = 0;
            foreach (var day in members.SelectMany(symbol => market.DaysOf(symbol).ToArray()).Distinct().Order()) times[day] = next++;
            foreach (var symbol in members)
            {
                var offset = market.OffsetOf(symbol);
                var days = market.DaysOf(symbol);
                for (var bar = 0; bar < days.Length; bar++) results[offset + bar] = values[times[days[bar]]];
            }
        }
        _compared[node] = results;
    }

    /// <summary>Evaluates a plan at every bar of every symbol.</summary>
    public void Run(FormulaPlan plan, StretchReceiver receive)
    {
        var roots = plan.Roots.Length;
        Each(market.Count, symbol =>
        {
            foreach (var stretch in market.StretchesOf(symbol))
            {
                var results = ArrayPool<double>.Shared.Rent(Math.Max(1, roots * stretch.Bars.Count));
                var input = new EvaluationInput
                {
                    Series = SeriesColumns.Of(stretch.Bars), Count = stretch.Bars.Count,
                    Given = new StretchGiven(this, symbol, stretch.Start), References = stretch.References,
                };
                plan.EvaluateAll(input, results);
                receive(new StretchValues(symbol, stretch, results));
                ArrayPool<double>.Shared.Return(results);
            }
        });
    }

    private void Each(int count, Action<int> work)
    {
        // Not the scheduler of a grain, which has one thread.
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, count, options, work);
    }

    /// <summary>The places of all bars, day after day.</summary>
    private void OrderByDay()
    {
        if (_byDay is not null) return;
        var starts = new int[market.Days + 1];
        for (var symbol = 0; symbol < market.Count; symbol++)
        {
            foreach (var day in market.DaysOf(symbol)) starts[day + 1]++;
        }
        for (var day = 0; day < market.Days; day++) starts[day + 1] += starts[day];
        var (next, byDay) = (starts.ToArray(), new (int, int)[market.Bars]);
        for (var symbol = 0; symbol < market.Count; symbol++)
        {
            var place = market.OffsetOf(symbol);
            foreach (var day in market.DaysOf(symbol)) byDay[next[day]++] = (symbol, place++);
        }
        (_dayStarts, _byDay) = (starts, byDay);
    }

    /// <summary>The group of each symbol; the properties that make groups are the same on all days.</summary>
    private int[] GroupsOf(FormulaNode? group)
    {
        var groups = new int[market.Count];
        if (group is not ColumnNode { Column: var column }) return groups;
        var ids = new Dictionary<object, int>();
        Span<double> number = stackalloc double[1];
        for (var symbol = 0; symbol < groups.Length; symbol++)
        {
            if (group.Type != FormulaType.Text) market.Fill(column, symbol, 0, number);
            object key = group.Type == FormulaType.Text ? market.Text(column, symbol, 0) ?? "" : number[0];
            if (!ids.TryGetValue(key, out groups[symbol])) ids.Add(key, groups[symbol] = ids.Count);
        }
        return groups;
    }

    /// <summary>The values of comparisons and of columns of rows, for the bars of a stretch.</summary>
    private sealed class StretchGiven(MarketEvaluation evaluation, int symbol, int start) : IGivenValues
    {
        private readonly IFormulaMarket _market = evaluation.Market;

        public void Fill(FormulaNode node, Span<double> values)
        {
            if (evaluation._compared.TryGetValue(node, out var compared))
                compared.AsSpan(_market.OffsetOf(symbol) + start, values.Length).CopyTo(values);
            else
                _market.Fill(((ColumnNode)node).Column, symbol, start, values);
        }

        public string? Text(Column column, int element) => _market.Text(column, symbol, start + element);

        public int DayOf(int element) => _market.DaysOf(symbol)[start + element];
    }

    private IFormulaMarket Market => market;
}
