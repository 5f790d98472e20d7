using Technic.Core.Histories;

namespace Technic.Core.Rating;

/// <summary>Computes the row of a history, for searches of scans.</summary>
public sealed class RowComputation : IHistoryComputation
{
    private RowComputation()
    {
    }

    /// <summary>The single computation of rows: a row depends only on its history.</summary>
    public static RowComputation Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsKept => true;

    /// <inheritdoc/>
    public object Compute(PriceHistory history, DateOnly asOf) => SymbolEvaluator.Evaluate(history);
}
