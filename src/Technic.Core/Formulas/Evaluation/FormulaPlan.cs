using System.Buffers;
using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>
/// The nodes of some formulas in the order of their evaluation, each once. An evaluation computes whole columns into one rented buffer, so
/// it
/// allocates nothing. Safe for concurrent use.
/// </summary>
internal sealed class FormulaPlan
{
    private const int Unplaced = -1;

    private readonly FormulaNode[] _roots;
    private readonly int[] _needs;
    private readonly FormulaNode[] _steps;
    private readonly bool[] _isGiven;
    private readonly int[] _reach;
    private readonly int[] _columns;
    private readonly bool _needsDays;

    /// <param name="roots">The formulas.</param>
    /// <param name="needs">The number of last values of each formula; one each if it is left out.</param>
    /// <param name="given">Nodes whose values are not computed here (<see cref="IGivenValues"/>).</param>
    public FormulaPlan(IReadOnlyList<FormulaNode> roots, IReadOnlyList<int>? needs = null, IReadOnlySet<FormulaNode>? given = null)
    {
        _roots = [.. roots];
        _needs = needs is null ? [.. roots.Select(_ => 1)] : [.. needs];
        _steps = InOrder(_roots, given);
        _isGiven = Array.ConvertAll(_steps, step => given is not null && given.Contains(step));
        _columns = new int[_steps.Length == 0 ? 0 : _steps.Max(step => step.Id) + 1];
        Array.Fill(_columns, Unplaced);
        for (var i = 0; i < _steps.Length; i++) ColumnCount += Place(_steps[i], _isGiven[i]);
        _reach = Reach();
        _needsDays = _steps.Any(step => step is FunctionNode function && function.NeedsDays);
    }

    /// <summary>The formulas.</summary>
    public ReadOnlySpan<FormulaNode> Roots => _roots;

    /// <summary>The nodes in the order of their evaluation.</summary>
    public ReadOnlySpan<FormulaNode> Steps => _steps;

    /// <summary>The number of columns of the buffer.</summary>
    public int ColumnCount { get; }

    /// <summary>The number of values of <see cref="EvaluateLast"/>.</summary>
    public int LastValues => _needs.Sum();

    /// <summary>The number of earlier bars that have to be loaded for the last values of all formulas.</summary>
    /// <param name="warmUpOf">The number of earlier bars that have to be loaded for one value of a node.</param>
    public int BarsBefore(Func<FormulaNode, int> warmUpOf)
    {
        var furthest = 0;
        var bars = new Dictionary<int, int>();
        for (var i = 0; i < _roots.Length; i++) bars[_roots[i].Id] = Math.Max(bars.GetValueOrDefault(_roots[i].Id), _needs[i] - 1);
        for (var i = _steps.Length - 1; i >= 0; i--)
        {
            var needed = Add(bars.GetValueOrDefault(_steps[i].Id), warmUpOf(_steps[i]));
            furthest = Math.Max(furthest, needed);
            foreach (var input in _steps[i].Inputs) bars[input.Id] = Math.Max(bars.GetValueOrDefault(input.Id), needed);
        }
        return furthest;
    }

    /// <summary>The place of a node's column in the buffer.</summary>
    public int ColumnOf(FormulaNode node) => _columns[node.Id];

    /// <summary>Evaluates every bar.</summary>
    /// <param name="input">n bars.</param>
    /// <param name="results">Gets the formulas one after another, n values each.</param>
    public void EvaluateAll(in EvaluationInput input, Span<double> results)
    {
        var count = input.Count;
        Evaluate(input, isLastOnly: false, results, static (plan, columns, count, results) =>
        {
            for (var i = 0; i < plan._roots.Length; i++)
                columns.Slice(plan.ColumnOf(plan._roots[i]) * count, count).CopyTo(results[(i * count)..]);
        });
    }

    /// <summary>Evaluates the last bars, with windows cut to what they need.</summary>
    /// <param name="input">The bars.</param>
    /// <param name="results">
    /// Gets the last values of each formula, one formula after another. Where there are fewer bars, the first of them are missing.
    /// </param>
    public void EvaluateLast(in EvaluationInput input, Span<double> results) =>
        Evaluate(input, isLastOnly: true, results, static (plan, columns, count, results) =>
        {
            for (var i = 0; i < plan._roots.Length; i++)
            {
                var (root, need) = (plan._roots[i], plan._needs[i]);
                var available = Math.Min(need, count);
                var column = columns.Slice(plan.ColumnOf(root) * count, count);
                results[..(need - available)].Fill(root.Type == FormulaType.Condition ? 0 : double.NaN);
                column[^available..].CopyTo(results[(need - available)..]);
                results = results[need..];
            }
        });

    private delegate void Collector(FormulaPlan plan, ReadOnlySpan<double> columns, int count, Span<double> results);

    private void Evaluate(in EvaluationInput input, bool isLastOnly, Span<double> results, Collector collect)
    {
        var count = input.Count;
        var buffer = ArrayPool<double>.Shared.Rent(Math.Max(1, ColumnCount * count));
        int[]? days = null;
        try
        {
            var columns = buffer.AsSpan(0, ColumnCount * count);
            var series = input.Series;
            if (_needsDays)
            {
                days = ArrayPool<int>.Shared.Rent(Math.Max(1, count));
                for (var i = 0; i < count; i++) days[i] = series.Times[i].Date.DayNumber;
                series = series.With(days.AsSpan(0, count));
            }
            var prepared = new EvaluationInput
            {
                Series = series, Count = count, Given = input.Given, References = input.References, Frame = input.Frame,
            };
            var evaluation = new ColumnEvaluation(this, prepared, columns);
            for (var i = 0; i < _steps.Length; i++)
            {
                if (_isGiven[i]) GiveValues(_steps[i], evaluation);
                else _steps[i].Evaluate(evaluation, isLastOnly ? Math.Max(0, count - _reach[i]) : 0);
            }
            collect(this, columns, count, results);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
            if (days is not null) ArrayPool<int>.Shared.Return(days);
        }
    }

    private static void GiveValues(FormulaNode node, in ColumnEvaluation evaluation)
    {
        // Texts are read one by one.
        if (node.Type != FormulaType.Text) evaluation.Input.Given.Fill(node, evaluation.Output(node));
    }

    /// <summary>Inputs before the nodes that use them. A loop, because a long formula is a deep graph.</summary>
    private static FormulaNode[] InOrder(FormulaNode[] roots, IReadOnlySet<FormulaNode>? given)
    {
        var order = new List<FormulaNode>();
        var seen = new HashSet<int>();
        var open = new Stack<(FormulaNode Node, bool HasInputs)>(roots.Reverse().Select(root => (root, false)));
        while (open.TryPop(out var next))
        {
            if (next.HasInputs)
            {
                order.Add(next.Node);
                continue;
            }
            if (!seen.Add(next.Node.Id)) continue;
            open.Push((next.Node, true));
            if (given is not null && given.Contains(next.Node)) continue;
            for (var i = next.Node.Inputs.Length - 1; i >= 0; i--)
            {
                if (!seen.Contains(next.Node.Inputs[i].Id)) open.Push((next.Node.Inputs[i], false));
            }
        }
        return [.. order];
    }

    /// <summary>Gives a node its place in the buffer.</summary>
    /// <returns>The number of its own columns.</returns>
    private int Place(FormulaNode node, bool isGiven)
    {
        if (!isGiven && node.AliasOf >= 0)
        {
            _columns[node.Id] = _columns[node.Inputs[0].Id] + node.AliasOf;
            return 0;
        }
        _columns[node.Id] = ColumnCount;
        return isGiven ? 1 : node.Columns;
    }

    /// <summary>The number of last values that each node has to compute for the last values of the formulas.</summary>
    private int[] Reach()
    {
        var place = new Dictionary<int, int>(_steps.Length);
        for (var i = 0; i < _steps.Length; i++) place[_steps[i].Id] = i;
        var reach = new int[_steps.Length];
        for (var i = 0; i < _roots.Length; i++) reach[place[_roots[i].Id]] = Math.Max(reach[place[_roots[i].Id]], _needs[i]);
        for (var i = _steps.Length - 1; i >= 0; i--)
        {
            if (_isGiven[i]) continue;
            var needed = Add(reach[i], _steps[i].BarsBack);
            foreach (var input in _steps[i].Inputs) reach[place[input.Id]] = Math.Max(reach[place[input.Id]], needed);
        }
        return reach;
    }

    private static int Add(int a, int b) => (int)Math.Min(FormulaNode.AllBars, (long)a + b);
}
