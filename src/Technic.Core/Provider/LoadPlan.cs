using Technic.Core.Histories;

namespace Technic.Core.Provider;

/// <summary>The requests of a scan to the provider, chosen for the lowest number of requests.</summary>
/// <param name="Symbols">Symbols that are neither in memory nor in the store.</param>
/// <param name="Days">Sessions to request, each for the whole market in one request.</param>
/// <param name="FirstDay">The first of them (New York date).</param>
/// <param name="LastDay">The last of them.</param>
/// <param name="SplitRequests">Requests for the splits for the adjustment of the days, as far as predictable.</param>
/// <param name="Singles">
/// Symbols to request individually, with a request for each or for some of them (<see cref="SymbolsPerRequest"/>).
/// </param>
/// <param name="Time">The duration under the provider's quota; <c>null</c> without a quota.</param>
public sealed record LoadPlan(int Symbols, int Days, DateOnly? FirstDay, DateOnly? LastDay, int SplitRequests, int Singles, TimeSpan? Time)
{
    /// <summary>Nothing is missing.</summary>
    public static LoadPlan Nothing(IPriceSource source) => new(0, 0, null, null, 0, 0, source.TimeFor(0));

    /// <summary>Requests already sent for the list of symbols, because the scan names none.</summary>
    public int ListingRequests { get; init; }

    /// <summary>The symbols of <see cref="Singles"/> that share a request, as far as predictable; usually 1.</summary>
    public int SymbolsPerRequest { get; init; } = 1;

    /// <summary>The requests for <see cref="Singles"/>.</summary>
    public int SingleRequests => (Singles + SymbolsPerRequest - 1) / SymbolsPerRequest;

    /// <summary>
    /// The requests of the plan, including those for the list of symbols. Data that another scan requests meanwhile needs none.
    /// </summary>
    public int Requests => ListingRequests + Days + SplitRequests + SingleRequests;
}

/// <summary>A plan and its parts.</summary>
/// <param name="Plan">The plan in numbers.</param>
/// <param name="Days">Sessions to request, ascending.</param>
/// <param name="SplitsFrom">The first execution date of the splits to request (New York date); <c>null</c> when they are known.</param>
/// <param name="Bulk">Keys to assemble from the archive when the days are available.</param>
/// <param name="Singles">Keys to request individually.</param>
public sealed record LoadOrder(
    LoadPlan Plan, IReadOnlyList<DateOnly> Days, DateOnly? SplitsFrom, HistoryQuery[] Bulk, HistoryQuery[] Singles)
{
    /// <summary>A plan with individual requests only.</summary>
    /// <param name="queries">The keys.</param>
    /// <param name="source">L3.</param>
    /// <param name="search">Their search.</param>
    public static LoadOrder OfSingles(HistoryQuery[] queries, IPriceSource source, HistorySearch search)
    {
        var plan = new LoadPlan(queries.Length, 0, null, null, 0, queries.Length, Time: null);
        if (queries.Length > 0)
        {
            var shared = source.SymbolsPerRequest(search.Frequency, search.Window.From, search.Window.To);
            plan = plan with { SymbolsPerRequest = Math.Max(1, shared) };
        }
        return new LoadOrder(plan with { Time = source.TimeFor(plan.SingleRequests) }, [], null, [], queries);
    }

    /// <summary>Whether the keys of <see cref="Bulk"/> need no request: then they are in the archive, a part of the store.</summary>
    public bool IsBulkStored => Days.Count == 0 && SplitsFrom is null;
}

/// <summary>The plan of the provider tier is known.</summary>
public sealed record Planned(LoadPlan Plan) : SearchStep;

/// <summary>The progress of the whole-market days of a search.</summary>
/// <param name="Progress">The progress.</param>
/// <param name="Requests">The number of requests of the step.</param>
public sealed record Loading(LoadProgress Progress, int Requests) : SearchStep;
