using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>
/// L3: where price histories come from when neither memory nor the store has them. Implementations are safe for concurrent use,
/// keep to their own request quota, and throw nothing but <see cref="PriceSourceException"/> and <see cref="OperationCanceledException"/>.
/// </summary>
public interface IPriceSource
{
    /// <summary>A short, stable name without secrets, e.g. <c>polygon</c> or <c>synthetic-42</c>. Stores keep the histories of different names apart.</summary>
    string Name { get; }

    /// <summary>One sentence that tells a person where the prices come from.</summary>
    string Description { get; }

    /// <summary>The quota in requests a minute; <c>null</c> when there is none.</summary>
    int? RequestsPerMinute { get; }

    /// <summary>Whether <see cref="FetchListingsAsync"/> costs no request, so that nobody needs to keep its answer.</summary>
    bool ListsForFree => false;

    /// <summary>Whether <see cref="FetchBarsAsync"/> costs no request of a provider, so that a replay's bars need not be stored: they can be had again at any time.</summary>
    bool FetchesBarsForFree => false;

    /// <summary>The bars of a symbol, both days included; an empty series when the source has none.</summary>
    /// <param name="symbol">The ticker.</param>
    /// <param name="frequency">The length of a bar.</param>
    /// <param name="from">The first New York date.</param>
    /// <param name="to">The last New York date.</param>
    /// <param name="cancellationToken">Ends the request under way.</param>
    /// <exception cref="PriceSourceException">The source could not answer.</exception>
    Task<FetchedBars> FetchBarsAsync(Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>Every symbol the source lists, for a scan that names none.</summary>
    /// <exception cref="PriceSourceException">The source could not answer.</exception>
    Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken);
}

/// <summary>What follows from a source's quota.</summary>
public static class PriceSources
{
    /// <summary>A quota's minute is a little longer than sixty seconds: requests arrive later than they are sent, and not all equally late.</summary>
    public static readonly TimeSpan QuotaMinute = TimeSpan.FromSeconds(60.5);

    /// <summary>How long a number of requests takes under the source's quota; <c>null</c> without a quota.</summary>
    public static TimeSpan? TimeFor(this IPriceSource source, int requests) =>
        source.RequestsPerMinute is { } quota ? TimeFor(requests, quota) : null;

    /// <summary>How long a number of requests takes when nothing was asked in the minute before: one minute's go out at once, the others at even distances.</summary>
    public static TimeSpan TimeFor(int requests, int perMinute) =>
        requests <= perMinute ? TimeSpan.Zero : QuotaMinute + ((requests - perMinute - 1) * (QuotaMinute / perMinute));
}

/// <summary>What one fetch brought.</summary>
/// <param name="Bars">The bars, cleaned.</param>
/// <param name="Requests">How many requests it took, retries and pages included.</param>
/// <param name="Defects">Bars that were sent and not used.</param>
public sealed record FetchedBars(BarSeries Bars, int Requests, BarDefects Defects = default);

/// <summary>The symbols that a source lists.</summary>
/// <param name="Listings">The listings, each symbol once.</param>
/// <param name="Requests">How many requests it took, retries and pages included.</param>
public sealed record FetchedListings(IReadOnlyList<Listing> Listings, int Requests);

/// <summary>A source could not answer. The message is one sentence for a person and holds no secret.</summary>
public sealed class PriceSourceException(PriceSourceFailure failure, string message, int requests = 0, Exception? inner = null) : Exception(message, inner)
{
    public PriceSourceFailure Failure { get; } = failure;

    /// <summary>How many requests were made before it failed.</summary>
    public int Requests { get; } = requests;

    /// <summary>The same failure after further requests that had gone well.</summary>
    public PriceSourceException After(int earlier) =>
        earlier == 0 ? this : new PriceSourceException(Failure, Message, Requests + earlier, this);
}
