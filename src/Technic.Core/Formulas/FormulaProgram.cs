using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Market;

namespace Technic.Core.Formulas;

/// <summary>
/// The formulas of a scan, in two parts: one is evaluated where the history of a symbol is, and gives a few numbers; the other one where the
/// rows are. Safe for concurrent use.
/// </summary>
public sealed class FormulaProgram
{
    private readonly FormulaNode[] _roots;
    private readonly FormulaPlan _local;
    private readonly FormulaPlan _rows;

    private FormulaProgram(FormulaNode[] roots, FormulaBinder binder)
    {
        _roots = roots;
        var split = FormulaSplit.Of(roots);
        _local = new FormulaPlan(split.Local);
        _rows = new FormulaPlan(roots, given: split.Given);
        Columns = binder.Columns;
        Symbols = binder.Symbols;
        UsesMarket = roots.Any(root => root.Traits.HasFlag(NodeTraits.UsesMarket));
    }

    /// <summary>The version of the language, which goes with a formula to another process.</summary>
    public const int Version = 1;

    /// <summary>The number of formulas.</summary>
    public int Count => _roots.Length;

    /// <summary>The columns of rows that the formulas use, each once.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The other symbols of the formulas.</summary>
    public IReadOnlySet<Symbol> Symbols { get; }

    /// <summary>Whether a formula compares the symbols of the scan.</summary>
    public bool UsesMarket { get; }

    /// <summary>The number of values that a history gives; 0 if the rows are enough.</summary>
    public int LocalValues => _local.LastValues;

    internal FormulaPlan Local => _local;

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
    public void EvaluateLocal(BarSeries bars, ReferenceSeries references, Span<double> values) =>
        _local.EvaluateLast(EvaluationInput.OfBars(SeriesColumns.Of(bars), references), values);

    /// <summary>The formulas for some rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="results">
    /// Gets the formulas one after another, one value for each row; NaN where a number has no value. A condition is 1 or 0.
    /// </param>
    public void EvaluateRows(IFormulaRows rows, Span<double> results)
    {
        var input = new EvaluationInput { Count = rows.Count, Given = new RowValues(rows, this), References = ReferenceSeries.None };
        _rows.EvaluateAll(input, results);
    }

    /// <summary>The place of a part among the values of a history; −1 if it is not one.</summary>
    private int PlaceOf(FormulaNode node) => _local.Roots.IndexOf(node);

    private sealed class RowValues(IFormulaRows rows, FormulaProgram program) : IGivenValues
    {
        public void Fill(FormulaNode node, Span<double> values)
        {
            switch (node)
            {
                case ColumnNode column:
                    rows.Fill(column.Column, values);
                    break;
                case PriceNode price:
                    rows.Fill(price.Price.ToString(), values);
                    break;
                default:
                    FillLocal(node, values);
                    break;
            }
        }

        public string? Text(Column column, int element) => rows.Text(column, element);

        public int DayOf(int element) => rows.DayOf(element);

        private void FillLocal(FormulaNode node, Span<double> values)
        {
            var place = program.PlaceOf(node);
            var missing = node.Type == FormulaType.Condition ? 0 : double.NaN;
            for (var i = 0; i < values.Length; i++)
                values[i] = rows.LocalValues(i) is { Length: > 0 } local ? local[place] : missing;
        }
    }
}
