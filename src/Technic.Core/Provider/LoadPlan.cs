using Technic.Core.Market.Calendar;
using Technic.Core.Scans;

namespace Technic.Core.Provider;

/// <summary>What a scan has to ask the provider for, chosen so that it takes the fewest requests.</summary>
/// <param name="Symbols">Symbols that neither memory nor the store can answer.</param>
/// <param name="Days">Sessions to ask for, each for the whole market in one request.</param>
/// <param name="FirstDay">The first of them (New York date).</param>
/// <param name="LastDay">The last of them.</param>
/// <param name="SplitRequests">Requests for the splits that the days are adjusted by, as far as can be foretold.</param>
/// <param name="Singles">Symbols to ask for one by one, a request each.</param>
/// <param name="Time">How long the provider's quota makes that take; <c>null</c> without a quota.</param>
public sealed record LoadPlan(int Symbols, int Days, DateOnly? FirstDay, DateOnly? LastDay, int SplitRequests, int Singles, TimeSpan? Time)
{
    /// <summary>The requests of the plan; what was already asked of the provider for another scan by the time it is carried out takes none.</summary>
    public int Requests => Days + SplitRequests + Singles;
}

/// <summary>A plan and its parts.</summary>
/// <param name="Plan">The plan in numbers.</param>
/// <param name="Days">Sessions to ask for, ascending.</param>
/// <param name="Splits">The span that the splits must cover; <c>null</c> when they need not be asked for.</param>
/// <param name="FromArchive">Keys to put together from the archive once the days are there.</param>
/// <param name="Singles">Keys to ask for one by one.</param>
public sealed record LoadOrder(
    LoadPlan Plan, IReadOnlyList<DateOnly> Days, DayRange? Splits, IReadOnlyList<ScanKey> FromArchive, IReadOnlyList<ScanKey> Singles)
{
    /// <summary>Every key by itself.</summary>
    public static LoadOrder OfSingles(IReadOnlyList<ScanKey> keys, IPriceSource source) =>
        new(new LoadPlan(keys.Count, 0, null, null, 0, keys.Count, source.TimeFor(keys.Count)), [], null, [], keys);
}

/// <summary>How a key is to be loaded.</summary>
/// <param name="FromArchive">From the archive alone: the key was planned with the whole market, and must not be asked for by itself.</param>
/// <param name="Failure">Why the archive may lack something, when asking for it failed.</param>
/// <param name="Problem">The same as one sentence.</param>
public readonly record struct LoadRoute(bool FromArchive, PriceSourceFailure? Failure = null, string? Problem = null)
{
    /// <summary>By itself, in a request of its own.</summary>
    public static LoadRoute Single => default;

    /// <summary>From the archive, after a load.</summary>
    /// <param name="problem">Why something may be lacking; <c>null</c> when everything came.</param>
    public static LoadRoute Archive(PriceSourceException? problem) => new(true, problem?.Failure, problem?.Message);

    /// <summary>What a key's caller is told when the archive lacks something.</summary>
    public PriceSourceException ToException() =>
        new(Failure ?? PriceSourceFailure.Unavailable, Problem ?? "A day of the whole market that was to be loaded is not there.");
}
