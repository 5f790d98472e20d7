using Technic.Core.Studies;
using Technic.Core.Studies.Partitions;

namespace Technic.Core.Engine;

/// <summary>Prices of a time, by name.</summary>
/// <param name="Name">A name that changes with the prices.</param>
/// <param name="From">The first day (New York date); <c>null</c> for all.</param>
public readonly record struct StudyPrices(string Name, DateOnly? From);

/// <summary>
/// The partitions of a market where their bars are: in a cluster, on the silos. What they answer has the bits of a computation here.
/// </summary>
public interface IStudyPartitions
{
    /// <summary>The symbols and the days of the market, without what is known of the symbols.</summary>
    /// <param name="prices">The prices.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The market; <c>null</c> if it is to be studied here: no other machine has a partition, one does not answer, or has other
    /// prices.</returns>
    Task<MarketOutline?> OutlineAsync(StudyPrices prices, CancellationToken cancellationToken);

    /// <summary>Has partitions search for the signals of studies, and compute what followed.</summary>
    /// <param name="prices">The prices.</param>
    /// <param name="market">The market, with what is known of the symbols.</param>
    /// <param name="queries">What each partition is asked, in the order of their numbers.</param>
    /// <param name="take">Takes the findings of a partition; one at a time, in the order of <paramref name="queries"/>.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns><c>false</c> if a partition does not answer, or has other prices.</returns>
    /// <exception cref="Scans.ScanRequestException">A formula is invalid, or uses a symbol without prices.</exception>
    Task<bool> FindAsync(
        StudyPrices prices, MarketOutline market, IReadOnlyList<(int Partition, FindingsQuery Query)> queries,
        Action<int, PartitionFindings> take, CancellationToken cancellationToken);

    /// <summary>The moves of trades by day (<see cref="StudyPartition.MovesOf"/>).</summary>
    /// <param name="prices">The prices.</param>
    /// <param name="market">The market.</param>
    /// <param name="trades">The trades of partitions, in the order of their numbers.</param>
    /// <param name="take">Takes the moves of a partition; one at a time, in the order of <paramref name="trades"/>.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    /// <returns><c>false</c> if a partition does not answer, or has other prices.</returns>
    Task<bool> MovesAsync(
        StudyPrices prices, MarketOutline market, IReadOnlyList<IGrouping<int, TradePath>> trades, Action<int, double[]> take,
        CancellationToken cancellationToken);
}
