using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>
/// Compares symbols at several bars: a matrix of symbols and of their last bars. Where a formula compares symbols, the values of all of
/// them
/// on one day meet; between two comparisons each symbol is evaluated for itself.
/// </summary>
internal sealed class MarketPanel
{
    /// <summary>The most bars of each symbol.</summary>
    public const int MostBars = 1_500;

    private readonly FormulaNode[] _roots;
    private readonly FormulaNode[] _comparisons;
    private readonly FormulaPlan _last;
    private readonly FormulaPlan?[] _inputs;
    private readonly HashSet<FormulaNode> _given = [];
    private readonly Dictionary<FormulaNode, int> _local = [];

    /// <param name="roots">What is computed at the last bar; not local.</param>
    /// <exception cref="FormulaException">It needs too many bars.</exception>
    public MarketPanel(IReadOnlyList<FormulaNode> roots)
    {
        _roots = [.. roots];
        var whole = new FormulaPlan(_roots, given: Leaves(_roots));
        Bars = BarsOf(whole);
        if (Bars > MostBars)
            throw new FormulaException(0, $"comparing the symbols needs {Bars:N0} bars of each; at most {MostBars:N0} are possible.");
        _comparisons = [.. whole.Steps.ToArray().Where(step => step is AcrossNode or GroupNode)];
        _given.UnionWith(_comparisons);
        _inputs = Array.ConvertAll(
            _comparisons, comparison => comparison is AcrossNode { Value: var value } ? new FormulaPlan([value], given: _given) : null);
        _last = new FormulaPlan(_roots, given: _given);
    }

    /// <summary>The parts that each history computes, with the place of the last <see cref="Bars"/> values of each.</summary>
    public IReadOnlyCollection<FormulaNode> Local => _local.Keys;

    /// <summary>The number of last bars of each symbol.</summary>
    public int Bars { get; }

    /// <summary>Evaluates the panel.</summary>
    /// <param name="values">The values of the symbols.</param>
    /// <returns>For each root its value at the last bar of each symbol.</returns>
    public double[][] Evaluate(IPanelValues values)
    {
        var matrix = new PanelMatrix(this, values);
        for (var i = 0; i < _comparisons.Length; i++)
        {
            if (_comparisons[i] is AcrossNode across) matrix.Compare(across, _inputs[i]!);
            else matrix.Index((GroupNode)_comparisons[i]);
        }
        return matrix.Last(_last);
    }

    /// <summary>The nodes that a symbol's own history or row gives.</summary>
    private HashSet<FormulaNode> Leaves(FormulaNode[] roots)
    {
        var seen = new HashSet<FormulaNode>();
        var open = new Stack<FormulaNode>(roots);
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            if (FormulaSplit.IsLocal(node) || node is PriceNode or ColumnNode { HasHistory: true })
            {
                _local.TryAdd(node, _local.Count);
                _given.Add(node);
            }
            else if (node is ColumnNode)
            {
                _given.Add(node);
            }
            else
            {
                foreach (var input in node.Inputs) open.Push(input);
            }
        }
        return [.. _given];
    }

    /// <summary>The number of bars of the leaves that the last values need.</summary>
    private static int BarsOf(FormulaPlan plan) => (int)Math.Min(FormulaNode.AllBars, plan.BarsBefore(node => node.WarmUp) + 1L);
}
