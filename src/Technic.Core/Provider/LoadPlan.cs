using Technic.Core.Histories;

namespace Technic.Core.Provider;

/// <summary>What a scan has to request from the provider, chosen so that it takes the fewest requests.</summary>
/// <param name="Symbols">Symbols that neither memory nor the store can answer.</param>
/// <param name="Days">Sessions to request, each for the whole market in one request.</param>
/// <param name="FirstDay">The first of them (New York date).</param>
/// <param name="LastDay">The last of them.</param>
/// <param name="SplitRequests">Requests for the splits that the days are adjusted by, as far as can be foretold.</param>
/// <param name="Singles">Symbols to request one by one, a request each.</param>
/// <param name="Time">How long the provider's quota makes that take; <c>null</c> without a quota.</param>
public sealed record LoadPlan(int Symbols, int Days, DateOnly? FirstDay, DateOnly? LastDay, int SplitRequests, int Singles, TimeSpan? Time)
{
    /// <summary>Nothing is missing.</summary>
    public static LoadPlan Nothing(IPriceSource source) => new(0, 0, null, null, 0, 0, source.TimeFor(0));

    /// <summary>Requests that were already made for the list of symbols, because the scan names none.</summary>
    public int ListingRequests { get; init; }

    /// <summary>The requests of the plan, those for the list of symbols included. What another scan has requested by then takes none.</summary>
    public int Requests => ListingRequests + Days + SplitRequests + Singles;
}

/// <summary>A plan and its parts.</summary>
/// <param name="Plan">The plan in numbers.</param>
/// <param name="Days">Sessions to request, ascending.</param>
/// <param name="SplitsFrom">The first execution date of the splits to request (New York date); <c>null</c> when they are known.</param>
/// <param name="Bulk">Keys to put together from the archive once the days are there.</param>
/// <param name="Singles">Keys to request one by one.</param>
public sealed record LoadOrder(LoadPlan Plan, IReadOnlyList<DateOnly> Days, DateOnly? SplitsFrom, HistoryQuery[] Bulk, HistoryQuery[] Singles)
{
    /// <summary>Every key by itself.</summary>
    public static LoadOrder OfSingles(HistoryQuery[] queries, IPriceSource source) =>
        new(new LoadPlan(queries.Length, 0, null, null, 0, queries.Length, source.TimeFor(queries.Length)), [], null, [], queries);

    /// <summary>Whether the keys of <see cref="Bulk"/> need no request: then the archive, a part of the store, has them.</summary>
    public bool IsBulkStored => Days.Count == 0 && SplitsFrom is null;
}

/// <summary>The provider's tier knows what it will request.</summary>
public sealed record Planned(LoadPlan Plan) : SearchStep;

/// <summary>How far the whole-market days of a search are.</summary>
/// <param name="Progress">How far they are.</param>
/// <param name="Requests">The requests that the step took.</param>
public sealed record Loading(LoadProgress Progress, int Requests) : SearchStep;
