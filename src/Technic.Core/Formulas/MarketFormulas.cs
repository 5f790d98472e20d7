using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Market;

namespace Technic.Core.Formulas;

/// <summary>The values of formulas at some consecutive bars of a symbol.</summary>
public readonly ref struct StretchValues
{
    private readonly ReadOnlySpan<double> _results;
    private readonly int _length;
    private readonly int _skip;

    internal StretchValues(int symbol, in FormulaStretch stretch, ReadOnlySpan<double> results)
    {
        (Symbol, First, _length, _skip) = (symbol, stretch.First, stretch.Bars.Count, stretch.First - stretch.Start);
        _results = results;
    }

    /// <summary>The symbol.</summary>
    public int Symbol { get; }

    /// <summary>The index of the first bar.</summary>
    public int First { get; }

    /// <summary>The number of bars.</summary>
    public int Count => _length - _skip;

    /// <summary>A formula at each bar; NaN where a number has no value. A condition is 1 or 0.</summary>
    public ReadOnlySpan<double> this[int formula] => _results.Slice((formula * _length) + _skip, Count);
}

/// <summary>Receives the values of formulas.</summary>
public delegate void StretchReceiver(in StretchValues values);

/// <summary>
/// Formulas that are evaluated at every bar of every symbol of a market. Where they compare symbols, the values of one day meet, of all
/// symbols with a bar on that day. Safe for concurrent use.
/// </summary>
public sealed class MarketFormulas
{
    private readonly FormulaNode[] _roots;
    private readonly FormulaNode[] _comparisons;
    private readonly FormulaPlan?[] _inputs;
    private readonly FormulaPlan _plan;

    private MarketFormulas(FormulaNode[] roots, FormulaBinder binder)
    {
        _roots = roots;
        var given = RowNodes(roots);
        RowColumns = [.. given.Select(node => ((ColumnNode)node).Column)];
        var whole = new FormulaPlan(roots, given: given.ToHashSet());
        _comparisons = [.. whole.Steps.ToArray().Where(step => step is AcrossNode or GroupNode)];
        given.UnionWith(_comparisons);
        _inputs = Array.ConvertAll(
            _comparisons, comparison => comparison is AcrossNode { Value: var value } ? new FormulaPlan([value], given: given) : null);
        _plan = new FormulaPlan(roots, given: given);
        Symbols = binder.Symbols;
        BarsNeeded = (int)Math.Min(FormulaNode.AllBars, Lookback.Of(whole, Frequency.Daily) + 1L);
    }

    /// <summary>The number of formulas.</summary>
    public int Count => _roots.Length;

    /// <summary>The other symbols of the formulas.</summary>
    public IReadOnlySet<Symbol> Symbols { get; }

    /// <summary>The columns of rows without a history that the formulas use, each once: <c>sector</c>, <c>rating</c>, ….</summary>
    public IReadOnlyList<Column> RowColumns { get; }

    /// <summary>Whether a formula compares symbols.</summary>
    public bool ComparesSymbols => _comparisons.Length > 0;

    /// <summary>
    /// The number of bars that a value needs, with those that bring recursive functions within 1e-6 of what endless history would give.
    /// </summary>
    public int BarsNeeded { get; }

    /// <summary>Compiles formulas.</summary>
    /// <exception cref="FormulaException">A formula is invalid.</exception>
    public static MarketFormulas Compile(IReadOnlyList<FormulaText> formulas, FormulaVocabulary vocabulary)
    {
        var binder = new FormulaBinder(vocabulary with { HasRows = true }, new NodeTable());
        var roots = formulas.Select(formula => formula.Bind(binder).Node).ToArray();
        return new MarketFormulas(roots, binder);
    }

    /// <summary>Whether a formula is a condition.</summary>
    public bool IsCondition(int formula) => _roots[formula].Type == FormulaType.Condition;

    /// <summary>Evaluates the formulas at every bar.</summary>
    /// <param name="market">The bars.</param>
    /// <param name="receive">Gets the values of each stretch; several symbols concurrently, the stretches of one in order.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    public void Evaluate(IFormulaMarket market, StretchReceiver receive, CancellationToken cancellationToken)
    {
        var evaluation = new MarketEvaluation(market, cancellationToken);
        for (var i = 0; i < _comparisons.Length; i++)
        {
            if (_comparisons[i] is AcrossNode across) evaluation.Compare(across, _inputs[i]!);
            else evaluation.Index((GroupNode)_comparisons[i]);
        }
        evaluation.Run(_plan, receive);
    }

    /// <summary>The columns of rows without a history, below the roots.</summary>
    private static HashSet<FormulaNode> RowNodes(FormulaNode[] roots)
    {
        var (rows, seen, open) = (new HashSet<FormulaNode>(), new HashSet<FormulaNode>(), new Stack<FormulaNode>(roots));
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            if (node is ColumnNode { HasHistory: false }) rows.Add(node);
            foreach (var input in node.Inputs) open.Push(input);
        }
        return rows;
    }
}
