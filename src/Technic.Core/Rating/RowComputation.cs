using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Rating;

/// <summary>A computation of rows, for searches of scans.</summary>
public interface IRowComputation : IHistoryComputation
{
    /// <summary>The bars that the row of a history is computed from, in the form of their prices.</summary>
    /// <param name="history">The history.</param>
    /// <param name="asOf">The last day of the search's window (New York date).</param>
    BarSeries BarsOf(PriceHistory history, DateOnly asOf);
}

/// <summary>Computes the row of a history.</summary>
public sealed class RowComputation : IRowComputation
{
    private readonly IScoring _scoring;

    private RowComputation(IScoring scoring) => _scoring = scoring;

    /// <summary>The computation of rows with the built-in score: a row depends only on its history.</summary>
    public static RowComputation Instance { get; } = new(Scoring.TechRating);

    /// <summary>The computation of rows with a score.</summary>
    public static RowComputation Of(IScoring scoring) =>
        ReferenceEquals(scoring, Scoring.TechRating) ? Instance : new RowComputation(scoring);

    /// <inheritdoc/>
    public bool IsKept => true;

    /// <inheritdoc/>
    public object Compute(PriceHistory history, DateOnly asOf) => SymbolEvaluator.Evaluate(history).RatedBy(_scoring);

    /// <inheritdoc/>
    public BarSeries BarsOf(PriceHistory history, DateOnly asOf) => history.Bars;
}
