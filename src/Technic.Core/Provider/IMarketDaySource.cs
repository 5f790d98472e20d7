using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>
/// What a source can also do when it gives a whole session of the market at once: raw bars, and the splits to adjust them by. It keeps to the rules of
/// <see cref="IPriceSource"/>.
/// </summary>
public interface IMarketDaySource
{
    /// <summary>The daily bar of every symbol in one session, as it was traded: not adjusted for splits. No bars on a day without a session.</summary>
    /// <param name="day">The New York date.</param>
    /// <param name="cancellationToken">Ends the request under way.</param>
    /// <exception cref="PriceSourceException">The source could not answer.</exception>
    Task<FetchedDay> FetchMarketDayAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>The splits executed in a span of days, both included.</summary>
    /// <exception cref="PriceSourceException">The source could not answer.</exception>
    Task<FetchedSplits> FetchSplitsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken);
}

/// <summary>One session of the whole market, as it was traded.</summary>
/// <param name="Day">The bar of every symbol that traded.</param>
/// <param name="Requests">How many requests it took, retries included.</param>
/// <param name="Defects">Bars that were sent and not used.</param>
public sealed record FetchedDay(MarketDay Day, int Requests, BarDefects Defects = default);

/// <summary>Splits, and how many requests they took.</summary>
public sealed record FetchedSplits(IReadOnlyList<Split> Splits, int Requests);
