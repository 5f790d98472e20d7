using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>One evaluation of a plan: its input, and the columns of its nodes.</summary>
internal readonly ref struct ColumnEvaluation
{
    private readonly FormulaPlan _plan;
    private readonly Span<double> _columns;

    /// <param name="plan">The plan.</param>
    /// <param name="input">What it is evaluated over.</param>
    /// <param name="columns">A buffer of <see cref="FormulaPlan.ColumnCount"/> times <see cref="EvaluationInput.Count"/>.</param>
    public ColumnEvaluation(FormulaPlan plan, in EvaluationInput input, Span<double> columns)
    {
        _plan = plan;
        _columns = columns;
        Input = input;
    }

    public EvaluationInput Input { get; }

    /// <summary>The bars.</summary>
    public SeriesColumns Series => Input.Series;

    /// <summary>The texts of the rows.</summary>
    public IGivenValues Rows => Input.Given;

    /// <summary>The number of bars or of rows.</summary>
    public int Count => Input.Count;

    /// <summary>The values of an input, or of a given node.</summary>
    public ReadOnlySpan<double> Column(FormulaNode node) => _columns.Slice(_plan.ColumnOf(node) * Count, Count);

    /// <summary>The buffer for the values of a node with one column.</summary>
    public Span<double> Output(FormulaNode node) => _columns.Slice(_plan.ColumnOf(node) * Count, Count);

    /// <summary>The buffer for all columns of a node, one after another.</summary>
    public Span<double> Outputs(FormulaNode node) => _columns.Slice(_plan.ColumnOf(node) * Count, node.Columns * Count);
}

/// <summary>What a plan is evaluated over: bars, or rows.</summary>
internal readonly ref struct EvaluationInput
{
    /// <summary>The bars; empty if rows are evaluated.</summary>
    public SeriesColumns Series { get; init; }

    /// <summary>The number of bars or of rows.</summary>
    public required int Count { get; init; }

    /// <summary>The values of given nodes.</summary>
    public IGivenValues Given { get; init; }

    /// <summary>The other symbols.</summary>
    public ReferenceSeries References { get; init; }

    /// <summary>The timeframe of the bars, if they are longer than those of the symbol.</summary>
    public FrameMoment? Frame { get; init; }

    public static EvaluationInput OfBars(in SeriesColumns series, ReferenceSeries references, FrameMoment? frame = null) => new()
    {
        Series = series, Count = series.Count, Given = NoGivenValues.Instance, References = references, Frame = frame,
    };
}
