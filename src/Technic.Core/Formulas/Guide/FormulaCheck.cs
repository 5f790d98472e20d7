using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Market;

namespace Technic.Core.Formulas.Guide;

/// <summary>What a formula is and needs, or why it is invalid.</summary>
public sealed record FormulaCheck
{
    private FormulaCheck()
    {
    }

    /// <summary>Why it is invalid; <c>null</c> if it is valid, and then the other properties have a meaning.</summary>
    public FormulaException? Problem { get; private init; }

    /// <summary>Whether it is a condition; otherwise it is a number.</summary>
    public bool IsCondition { get; private init; }

    /// <summary>The unit, e.g. <c>$</c>; empty for plain numbers, conditions, and where units are mixed.</summary>
    public string Unit { get; private init; } = "";

    /// <summary>The number of bars of the first value; 1 if it needs no earlier ones.</summary>
    public int Bars { get; private init; }

    /// <summary>
    /// The number of bars that bring its value within 1e-6 of what endless history would give; at least <see cref="Bars"/>.
    /// </summary>
    public int WarmUp { get; private init; }

    /// <summary>The columns of rows that it uses, each once.</summary>
    public IReadOnlyList<string> Columns { get; private init; } = [];

    /// <summary>The other symbols that it uses, in order.</summary>
    public IReadOnlyList<string> Symbols { get; private init; } = [];

    /// <summary>Whether it compares the symbols of a scan.</summary>
    public bool ComparesSymbols { get; private init; }

    /// <summary>The columns that have no values at the bars.</summary>
    private static HashSet<FormulaNode> ColumnsOfRowsAlone(FormulaNode root)
    {
        var (seen, open) = (new HashSet<FormulaNode>(), new Stack<FormulaNode>([root]));
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            foreach (var input in node.Inputs) open.Push(input);
        }
        seen.RemoveWhere(node => node is not ColumnNode { HasHistory: false });
        return seen;
    }

    /// <summary>Checks a formula.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="vocabulary">What its names can mean.</param>
    /// <param name="frequency">The length of a bar.</param>
    public static FormulaCheck Of(FormulaText formula, FormulaVocabulary vocabulary, Frequency frequency)
    {
        try
        {
            // Whether the market's comparisons stay within their limits is known when the parts are planned.
            if (vocabulary.HasRows) FormulaProgram.Compile([formula], vocabulary);
            var binder = new FormulaBinder(vocabulary, new NodeTable());
            var node = formula.Bind(binder).Node;
            var plan = new FormulaPlan([node], given: ColumnsOfRowsAlone(node));
            return new FormulaCheck
            {
                IsCondition = node.Type == FormulaType.Condition,
                Unit = FormulaUnit.Of(node),
                Bars = Lookback.First(plan, frequency) + 1,
                WarmUp = (int)Math.Min(
                    FormulaLimits.BarsBack, Math.Max(Lookback.Of(plan, frequency), Lookback.First(plan, frequency)) + 1L),
                Columns = [.. binder.Columns.Select(column => column.Name)],
                Symbols = [.. binder.Symbols.Select(symbol => symbol.ToString()).Order(StringComparer.Ordinal)],
                ComparesSymbols = node.Traits.HasFlag(NodeTraits.UsesMarket),
            };
        }
        catch (FormulaException problem)
        {
            return new FormulaCheck { Problem = problem };
        }
    }
}
