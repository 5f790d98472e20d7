using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Formulas.Guide;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Market;

namespace Technic.Core.Formulas;

/// <summary>Formulas that are evaluated at every bar of one symbol. Safe for concurrent use.</summary>
public sealed class FormulaSeries
{
    private readonly FormulaPlan _plan;

    private FormulaSeries(IReadOnlyList<FormulaNode> roots, IReadOnlySet<Symbol> symbols)
    {
        _plan = new FormulaPlan(roots);
        Symbols = symbols;
    }

    /// <summary>The number of formulas.</summary>
    public int Count => _plan.Roots.Length;

    /// <summary>The other symbols of the formulas.</summary>
    public IReadOnlySet<Symbol> Symbols { get; }

    /// <summary>Compiles formulas.</summary>
    /// <exception cref="FormulaException">A formula is invalid.</exception>
    public static FormulaSeries Compile(IReadOnlyList<FormulaText> formulas, FormulaVocabulary vocabulary)
    {
        var binder = new FormulaBinder(vocabulary with { HasRows = false }, new NodeTable());
        var roots = formulas.Select(formula => formula.Bind(binder).Node).ToArray();
        return new FormulaSeries(roots, binder.Symbols);
    }

    /// <summary>Whether a formula is a condition.</summary>
    public bool IsCondition(int formula) => _plan.Roots[formula].Type == FormulaType.Condition;

    /// <summary>The unit of a formula, e.g. <c>$</c>; empty for plain numbers, conditions, and where units are mixed.</summary>
    public string UnitOf(int formula) => FormulaUnit.Of(_plan.Roots[formula]);

    /// <inheritdoc cref="FormulaProgram.BarsNeeded"/>
    public int BarsNeeded(Frequency frequency) => (int)Math.Min(FormulaNode.AllBars, Lookback.Of(_plan, frequency) + 1L);

    /// <summary>Evaluates the formulas at every bar.</summary>
    /// <param name="bars">n bars.</param>
    /// <param name="references">The bars of <see cref="Symbols"/>.</param>
    /// <returns>
    /// The formulas one after another, n values each; NaN where a number has no value. A condition is 1 or 0.
    /// </returns>
    public double[] Evaluate(BarSeries bars, ReferenceSeries references)
    {
        var results = new double[Count * bars.Count];
        _plan.EvaluateAll(EvaluationInput.OfBars(SeriesColumns.Of(bars), references), results);
        return results;
    }

    /// <summary>Evaluates the formulas at the last bar.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="references">The bars of <see cref="Symbols"/>.</param>
    /// <param name="values">Gets one value for each formula.</param>
    public void EvaluateLast(BarSeries bars, ReferenceSeries references, Span<double> values) =>
        _plan.EvaluateLast(EvaluationInput.OfBars(SeriesColumns.Of(bars), references), values);
}
