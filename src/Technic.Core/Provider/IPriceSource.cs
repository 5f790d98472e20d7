using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>
/// L3: the origin of price histories that are neither in memory nor in the store. Implementations are safe for concurrent use, obey their
/// own request quota, and throw only <see cref="PriceSourceException"/> and <see cref="OperationCanceledException"/>.
/// </summary>
public interface IPriceSource
{
    /// <summary>
    /// A short, stable name without secrets, e.g. <c>polygon</c> or <c>synthetic-42</c>. Stores separate the histories of different names.
    /// </summary>
    string Name { get; }

    /// <summary>One sentence for people about the origin of the prices.</summary>
    string Description { get; }

    /// <summary>What the source can do, and what its prices are; <c>null</c> if it does not tell.</summary>
    SourceTraits? Traits => null;

    /// <summary>The quota in requests a minute; <c>null</c> when there is none.</summary>
    int? RequestsPerMinute { get; }

    /// <summary>The most requests in an hour, beside the quota; <c>null</c> when there is no such limit.</summary>
    int? RequestsPerHour => null;

    /// <summary>The symbols whose bars of a window one request usually returns, when they are fetched at the same time.</summary>
    /// <param name="frequency">The length of a bar.</param>
    /// <param name="from">The first New York date.</param>
    /// <param name="to">The last New York date.</param>
    int SymbolsPerRequest(Frequency frequency, DateOnly from, DateOnly to) => 1;

    /// <summary>Whether <see cref="FetchListingsAsync"/> costs no request, so that its result need not be stored.</summary>
    bool ListsForFree => false;

    /// <summary>
    /// Whether <see cref="FetchBarsAsync"/> costs no request of a provider, so that a replay's bars need not be stored: they are available
    /// at any time.
    /// </summary>
    bool FetchesBarsForFree => false;

    /// <summary>The bars of a symbol, both days included; an empty series when the source has none.</summary>
    /// <param name="symbol">The ticker.</param>
    /// <param name="frequency">The length of a bar.</param>
    /// <param name="from">The first New York date.</param>
    /// <param name="to">The last New York date.</param>
    /// <param name="cancellationToken">Cancels the current request.</param>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<FetchedBars> FetchBarsAsync(Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>All symbols of the source, for a scan that names none.</summary>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken);
}

/// <summary>Durations that follow from the quota of a source.</summary>
public static class PriceSources
{
    /// <summary>
    /// The minute of a quota is a little longer than sixty seconds, because requests arrive with different delays.
    /// </summary>
    public static readonly TimeSpan QuotaMinute = TimeSpan.FromSeconds(60.5);

    /// <summary>
    /// The duration of a number of requests under the quota and the limit of an hour of the source; <c>null</c> without both.
    /// </summary>
    public static TimeSpan? TimeFor(this IPriceSource source, int requests)
    {
        TimeSpan? minutes = source.RequestsPerMinute is { } quota ? TimeFor(requests, quota) : null;
        TimeSpan? hours = source.RequestsPerHour is { } limit ? 60 * TimeFor(requests, limit) : null;
        return minutes > hours ? minutes : hours ?? minutes;
    }

    /// <summary>
    /// The duration of a number of requests when none was sent in the minute before: those of one minute are sent at once, the others at
    /// equal intervals.
    /// </summary>
    public static TimeSpan TimeFor(int requests, int perMinute) =>
        requests <= perMinute ? TimeSpan.Zero : QuotaMinute + ((requests - perMinute - 1) * (QuotaMinute / perMinute));
}

/// <summary>The result of one fetch.</summary>
/// <param name="Bars">The bars, cleaned.</param>
/// <param name="Requests">The number of requests, including retries and pages.</param>
/// <param name="Defects">Received bars that are not used.</param>
public sealed record FetchedBars(BarSeries Bars, int Requests, BarDefects Defects = default);

/// <summary>The symbols of a source.</summary>
/// <param name="Listings">The listings, each symbol once.</param>
/// <param name="Requests">The number of requests, including retries and pages.</param>
public sealed record FetchedListings(IReadOnlyList<Listing> Listings, int Requests);

/// <summary>A request of a source failed. The message is one sentence for people and contains no secret.</summary>
public sealed class PriceSourceException(PriceSourceFailure failure, string message, int requests = 0, Exception? inner = null)
    : Exception(message, inner)
{
    public PriceSourceFailure Failure { get; } = failure;

    /// <summary>The number of requests before the failure.</summary>
    public int Requests { get; } = requests;

    /// <summary>The same failure after further requests that had gone well.</summary>
    public PriceSourceException After(int earlier) =>
        earlier == 0 ? this : new PriceSourceException(Failure, Message, Requests + earlier, this);
}
