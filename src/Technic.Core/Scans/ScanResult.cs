using System.Text.Json.Serialization;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Text;

namespace Technic.Core.Scans;

/// <summary>Lookups by tier; those of the provider are all that needed it, regardless of the result.</summary>
public readonly record struct TierCounts(int Memory, int Store, int Provider)
{
    [JsonIgnore]
    public int Total => Memory + Store + Provider;

    public TierCounts With(Tier tier) => tier switch
    {
        Tier.Memory => this with { Memory = Memory + 1 },
        Tier.Store => this with { Store = Store + 1 },
        _ => this with { Provider = Provider + 1 },
    };
}

/// <summary>The numbers of one scan: <c>Requested = Ranked + Filtered + Failed</c>.</summary>
/// <param name="Requested">Requested symbols, including those excluded before any lookup.</param>
/// <param name="Ranked">Symbols with a row that passed every filter.</param>
/// <param name="Filtered">Symbols excluded by a rule.</param>
/// <param name="Failed">Symbols without a row, each with its reason.</param>
/// <param name="Stale">Rows computed from an old copy because the provider failed.</param>
/// <param name="Elapsed">Measured from the request to the ranked rows.</param>
/// <param name="ProviderRequests">Requests of this scan to the provider, including pages and retries.</param>
/// <param name="Tiers">Lookups by the tier that answered.</param>
/// <param name="AsOf">The newest session of the scan's rows (New York date).</param>
/// <param name="Source">The name of the source.</param>
public sealed record ScanSummary(
    int Requested, int Ranked, int Filtered, int Failed, int Stale,
    [property: JsonPropertyName("elapsedMs"), JsonConverter(typeof(MillisecondsConverter))] TimeSpan Elapsed,
    int ProviderRequests, TierCounts Tiers, DateOnly AsOf, [property: JsonPropertyOrder(1)] string Source)
{
    /// <summary>
    /// The reliability of the bars of <see cref="AsOf"/>: final, preliminary until the morning after, or suspect because far fewer symbols
    /// have them than usual.
    /// </summary>
    [JsonConverter(typeof(WordConverter<DayState>))]
    public DayState Data { get; init; }

    /// <summary>
    /// The window of the rows, in calendar days: at least the request's, and 400 if these need no further request. With fewer, the ratings
    /// are provisional.
    /// </summary>
    public int Days { get; init; }

    /// <summary>Whether the ratings use fewer days than a complete rating needs, because the others are not loaded.</summary>
    [JsonPropertyName("provisional")]
    public bool IsProvisional { get; init; }

    /// <summary>Ranked rows with missing sessions between their first and last bar.</summary>
    public int WithGaps { get; init; }

    /// <summary>
    /// The number of symbols of the whole market for relative strength and the regime; <c>null</c> if these use the scan's symbols, because
    /// the market is unknown.
    /// </summary>
    public int? MarketSymbols { get; init; }

    /// <summary>The symbols that the limit excluded; <c>null</c> for none.</summary>
    [JsonPropertyOrder(2)]
    public SymbolCut? Cut { get; init; }
}

/// <summary>A symbol without a row, and the reason.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Reason">The reason.</param>
public sealed record SymbolFailure(Symbol Symbol, string Reason);

/// <summary>Why a symbol is not among the rows of a scan.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Reason">The rule that excluded it (<see cref="FilterRules"/>), or why its row is missing or old.</param>
/// <param name="IsFailure">Whether its prices are missing or old, so that the filters say nothing about it.</param>
public sealed record SymbolReason(Symbol Symbol, string Reason, bool IsFailure);

/// <summary>The result of a scan.</summary>
/// <param name="Summary">The numbers of the scan.</param>
/// <param name="Regime">The market's regime and its source; <c>null</c> if it is unknown.</param>
/// <param name="Rows">The best rows in order, up to the requested number.</param>
/// <param name="Filtered">Excluded symbols, by rule.</param>
/// <param name="Failures">Symbols without a row, in the order of their tickers.</param>
public sealed record ScanResult(
    ScanSummary Summary, Regime? Regime, IReadOnlyList<RankedRow> Rows, IReadOnlyDictionary<string, int> Filtered,
    IReadOnlyList<SymbolFailure> Failures)
{
    /// <summary>
    /// Symbols with a jump in their prices without a known split, including filtered ones, in the order of their tickers.
    /// </summary>
    public IReadOnlyList<SymbolJump> Jumps { get; init; } = [];

    /// <summary>
    /// Why the symbols of <see cref="ScanRequest.ReasonsFor"/> are not among the rows; those that are no symbols of the scan are missing.
    /// </summary>
    public IReadOnlyList<SymbolReason> Reasons { get; init; } = [];
}
