using Technic.Core.Provider;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>
/// What a scan reports while it runs: <see cref="ScanStarted"/>, then plans, progress, provisional results and rows, and at the end <see cref="ScanCompleted"/>, or
/// <see cref="ScanPlanned"/> when only the plan was asked for.
/// </summary>
public abstract record ScanUpdate
{
    /// <summary>Whether it is the last update of a request's scan.</summary>
    public bool Ends(ScanRequest request) => this is ScanCompleted || (this is ScanPlanned && request.PlanOnly);
}

/// <summary>The scan knows its symbols.</summary>
/// <param name="Requested">Symbols asked for.</param>
/// <param name="Candidates">Those left to look up after the filters that need no prices.</param>
/// <param name="AsOf">The last day the histories will cover (New York date).</param>
/// <param name="Source">One sentence that says where the prices come from.</param>
/// <param name="Days">The window that the rows will be computed from, in calendar days.</param>
public sealed record ScanStarted(int Requested, int Candidates, DateOnly AsOf, string Source, int Days) : ScanUpdate;

/// <summary>The scan knows what memory and store cannot answer.</summary>
/// <param name="FromProvider">Symbols that the provider has to be asked for.</param>
/// <param name="Wait">How long the provider's quota makes that take; <c>null</c> without a quota.</param>
/// <param name="Plan">How it will be asked: for whole-market days or single symbols.</param>
public sealed record ScanPlanned(int FromProvider, TimeSpan? Wait, LoadPlan Plan) : ScanUpdate;

/// <summary>How far the scan is.</summary>
/// <param name="Done">Symbols looked up so far.</param>
/// <param name="Candidates">Symbols to look up.</param>
/// <param name="Tiers">Lookups by the tier that answered.</param>
/// <param name="Failed">Lookups without a row.</param>
/// <param name="Elapsed">Since the request.</param>
/// <param name="Load">How far the load of whole-market days is, while there is one.</param>
public sealed record ScanProgress(
    int Done, int Candidates, TierCounts Tiers, int Failed, TimeSpan Elapsed, LoadProgress? Load = null) : ScanUpdate;

/// <summary>Rows that passed the filters, in the order they were computed; ranks and everything relative to other symbols come with the result.</summary>
public sealed record ScanRows(IReadOnlyList<ScanRow> Rows) : ScanUpdate;

/// <summary>
/// What can be said while the market's days are still loading: the rows of the newest sessions. Rules that need more bars have no value yet.
/// </summary>
/// <param name="Result">The result from these sessions alone; its summary is provisional.</param>
/// <param name="Sessions">The sessions that have been loaded without a gap, from the newest back.</param>
/// <param name="Needed">The sessions of the whole window.</param>
public sealed record ScanProvisional(ScanResult Result, int Sessions, int Needed) : ScanUpdate;

/// <summary>The scan is over.</summary>
public sealed record ScanCompleted(ScanResult Result) : ScanUpdate;
