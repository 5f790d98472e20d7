using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>
/// Additional methods of a source that provides whole sessions of the market: raw bars, and the splits for their adjustment. The rules of
/// <see cref="IPriceSource"/> apply.
/// </summary>
public interface IMarketDaySource
{
    /// <summary>
    /// The daily bar of every symbol in one session as traded: not adjusted for splits. No bars on a day without a session.
    /// </summary>
    /// <param name="day">The New York date.</param>
    /// <param name="cancellationToken">Cancels the current request.</param>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<FetchedDay> FetchMarketDayAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>The splits executed in a span of days, both included.</summary>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<FetchedSplits> FetchSplitsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken);
}

/// <summary>One session of the whole market, as traded.</summary>
/// <param name="Day">The bar of every symbol that traded.</param>
/// <param name="Requests">The number of requests, including retries.</param>
/// <param name="Defects">Received bars that are not used.</param>
public sealed record FetchedDay(MarketDay Day, int Requests, BarDefects Defects = default);

/// <summary>Splits and the number of requests.</summary>
public sealed record FetchedSplits(IReadOnlyList<Split> Splits, int Requests);
