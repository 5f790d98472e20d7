using System.Text.Json.Serialization;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Text;

namespace Technic.Core.Scans;

/// <summary>
/// The progress of a scan: <see cref="ScanStarted"/>, then plans, progress, provisional results and rows, and at the end
/// <see cref="ScanCompleted"/>, or <see cref="ScanPlanned"/> when only the plan was requested.
/// </summary>
public abstract record ScanUpdate
{
    /// <summary>Whether it is the last update of a request's scan.</summary>
    public bool Ends(ScanRequest request) => this is ScanCompleted || (this is ScanPlanned && request.PlanOnly);
}

/// <summary>The symbols of the scan are known.</summary>
/// <param name="Requested">Requested symbols.</param>
/// <param name="Candidates">Symbols to look up after the filters without prices.</param>
/// <param name="AsOf">The last day of the histories (New York date).</param>
/// <param name="Source">One sentence about the origin of the prices.</param>
/// <param name="Days">The window of the rows, in calendar days.</param>
public sealed record ScanStarted(int Requested, int Candidates, DateOnly AsOf, string Source, int Days) : ScanUpdate;

/// <summary>The provider part of the scan is known.</summary>
/// <param name="FromProvider">Symbols that are neither in memory nor in the store.</param>
/// <param name="Wait">The duration under the provider's quota; <c>null</c> without a quota.</param>
/// <param name="Plan">The requests: whole-market days or single symbols.</param>
public sealed record ScanPlanned(int FromProvider, TimeSpan? Wait, LoadPlan Plan) : ScanUpdate;

/// <summary>The progress of the scan.</summary>
/// <param name="Done">Symbols looked up so far.</param>
/// <param name="Candidates">Symbols to look up.</param>
/// <param name="Tiers">Lookups by the tier that answered.</param>
/// <param name="Failed">Lookups without a row.</param>
/// <param name="Elapsed">The time since the request.</param>
/// <param name="Load">The progress of the current load of whole-market days, if there is one.</param>
public sealed record ScanProgress(
    int Done, int Candidates, TierCounts Tiers, int Failed,
    [property: JsonPropertyName("elapsedMs"), JsonConverter(typeof(MillisecondsConverter))] TimeSpan Elapsed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LoadProgress? Load = null) : ScanUpdate;

/// <summary>
/// Rows that passed the filters, in the order of their computation; ranks and all values relative to other symbols are in the result.
/// </summary>
public sealed record ScanRows(IReadOnlyList<ScanRow> Rows) : ScanUpdate;

/// <summary>
/// A provisional result while the market's days are still loading: the rows of the newest sessions. Rules that need more bars have no value
/// yet.
/// </summary>
/// <param name="Result">The result from these sessions only; its summary is provisional.</param>
/// <param name="Sessions">The loaded sessions without a gap, counted from the newest.</param>
/// <param name="Needed">The sessions of the whole window.</param>
public sealed record ScanProvisional(ScanResult Result, int Sessions, int Needed) : ScanUpdate;

/// <summary>The scan has ended.</summary>
public sealed record ScanCompleted(ScanResult Result) : ScanUpdate;
