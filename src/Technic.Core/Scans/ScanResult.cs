using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>How many lookups each tier answered; the provider's are those that needed it, whatever came of it.</summary>
public readonly record struct TierCounts(int Memory, int Store, int Provider)
{
    public int Total => Memory + Store + Provider;

    public TierCounts With(Tier tier) => tier switch
    {
        Tier.Memory => this with { Memory = Memory + 1 },
        Tier.Store => this with { Store = Store + 1 },
        _ => this with { Provider = Provider + 1 },
    };
}

/// <summary>One scan in numbers: <c>Requested = Ranked + Filtered + Failed</c>.</summary>
/// <param name="Requested">Symbols asked for, those dropped before any lookup included.</param>
/// <param name="Ranked">Symbols with a row that passed every filter.</param>
/// <param name="Filtered">Symbols left out by a rule.</param>
/// <param name="Failed">Symbols without a row, each with its reason.</param>
/// <param name="Stale">Rows computed from an old copy because the provider failed.</param>
/// <param name="Elapsed">Measured from the request to the ranked rows.</param>
/// <param name="ProviderRequests">Requests this scan made of the provider, pages and retries included.</param>
/// <param name="Tiers">Lookups by the tier that answered.</param>
/// <param name="AsOf">The newest session that the scan's rows are of (New York date).</param>
/// <param name="Source">The name of the source.</param>
public sealed record ScanSummary(
    int Requested, int Ranked, int Filtered, int Failed, int Stale, TimeSpan Elapsed, int ProviderRequests, TierCounts Tiers, DateOnly AsOf, string Source)
{
    /// <summary>
    /// How far the bars of <see cref="AsOf"/> can be relied on: final, preliminary until the morning after, or suspect because far fewer
    /// symbols have them than usual.
    /// </summary>
    public DayState Data { get; init; }

    /// <summary>What the limit of symbols left out; <c>null</c> for nothing.</summary>
    public SymbolCut? Cut { get; init; }

    /// <summary>
    /// The window that the rows were computed from, in calendar days: at least the request's, and 400 where those take no further request. With
    /// fewer, the ratings are provisional.
    /// </summary>
    public int Days { get; init; }

    /// <summary>Whether the ratings rest on fewer days than a complete rating needs, because the others are not loaded.</summary>
    public bool IsProvisional { get; init; }

    /// <summary>
    /// The symbols of the whole market that relative strength and the regime are of; <c>null</c> where they are of the scan's symbols, because
    /// the market is not known.
    /// </summary>
    public int? MarketSymbols { get; init; }

    /// <summary>Ranked rows with sessions missing between their first and last bar.</summary>
    public int WithGaps { get; init; }
}

/// <summary>A symbol without a row, and why.</summary>
public sealed record SymbolFailure(Symbol Symbol, string Reason);

/// <summary>What a scan found.</summary>
/// <param name="Summary">The scan in numbers.</param>
/// <param name="Regime">The market's regime, and what it was read from; <c>null</c> when no row can tell.</param>
/// <param name="Rows">The best rows in order, as many as were asked for.</param>
/// <param name="Filtered">Symbols left out, by rule.</param>
/// <param name="Failures">Symbols without a row, in the order of their tickers.</param>
public sealed record ScanResult(
    ScanSummary Summary, Regime? Regime, IReadOnlyList<RankedRow> Rows, IReadOnlyDictionary<string, int> Filtered, IReadOnlyList<SymbolFailure> Failures)
{
    /// <summary>Symbols whose prices jump where no split is known, filtered ones included, in the order of their tickers.</summary>
    public IReadOnlyList<SymbolJump> Jumps { get; init; } = [];
}
