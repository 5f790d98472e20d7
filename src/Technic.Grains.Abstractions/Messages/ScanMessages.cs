using System.Collections.Immutable;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Grains.Messages;

/// <summary>Begins a scan.</summary>
[GenerateSerializer, Immutable, Alias("technic.ScanCommand")]
public sealed record ScanCommand([property: Id(0)] ScanRequest Request);

/// <summary>
/// One element of a scan's stream: an update, or the end without a result. A request that was refused and a scan that failed travel as their sentences,
/// for exceptions lose their types on the way.
/// </summary>
[GenerateSerializer, Immutable, Alias("technic.ScanEvent")]
public sealed record ScanEvent(
    [property: Id(0)] ScanStarted? Started = null,
    [property: Id(1)] ScanPlanned? Planned = null,
    [property: Id(2)] ScanProgress? Progress = null,
    [property: Id(3)] ScanRowBatch? Rows = null,
    [property: Id(4)] ScanResult? Completed = null,
    [property: Id(5)] string? Refused = null,
    [property: Id(6)] string? Failed = null,
    [property: Id(7)] ScanProvisional? Provisional = null)
{
    /// <summary>Says only that the scan is alive.</summary>
    public static ScanEvent Heartbeat { get; } = new();

    public static ScanEvent Of(ScanUpdate update) => update switch
    {
        ScanStarted started => new(Started: started),
        ScanPlanned planned => new(Planned: planned),
        ScanProgress progress => new(Progress: progress),
        ScanRows rows => new(Rows: new ScanRowBatch([.. rows.Rows])),
        ScanProvisional provisional => new(Provisional: provisional),
        ScanCompleted completed => new(Completed: completed.Result),
        _ => throw new ArgumentOutOfRangeException(nameof(update), update.GetType().Name, "No such update."),
    };

    /// <summary>The update; <c>null</c> for a heartbeat.</summary>
    /// <exception cref="ScanRequestException">The request was refused.</exception>
    /// <exception cref="ScanFailedException">The scan failed.</exception>
    public ScanUpdate? ToUpdate() =>
        Refused is not null ? throw new ScanRequestException(Refused)
        : Failed is not null ? throw new ScanFailedException(Failed)
        : Started ?? Planned ?? Progress ?? (Rows is not null ? new ScanRows(Rows.Rows) : null) ?? Provisional ?? (ScanUpdate?)(Completed is not null ? new ScanCompleted(Completed) : null);
}

/// <summary>Rows on their way to a client.</summary>
public sealed record ScanRowBatch(ImmutableArray<ScanRow> Rows);

/// <summary>The tiers that a partition answers from, one call each.</summary>
public enum PartitionTier
{
    Memory = 0,
    Archive = 1,
    Rows = 2,
}

/// <summary>The keys of one partition of a search; they share everything but the symbol.</summary>
/// <param name="Days">Calendar days.</param>
/// <param name="Frequency">The length of a bar.</param>
/// <param name="Replay">The last day a replay may see.</param>
/// <param name="Now">The moment of the search.</param>
/// <param name="Candidates">Each key's place in the search.</param>
/// <param name="Symbols">Each key's symbol.</param>
/// <param name="CoveredTo">The number of the last day that each key's stored row covers, when it can be continued, else 0; empty when no row is known.</param>
/// <param name="Load">How the load of the market ended that the keys waited for; <c>null</c> to request them one by one.</param>
/// <param name="Published">The last session that was published at the moment, as the scan knows it.</param>
/// <param name="Adjust">The form of the prices that the rows are computed from.</param>
/// <param name="DividendsCheckedAt">When the dividends were last requested that the rows need; <c>null</c> for none.</param>
[GenerateSerializer, Immutable, Alias("technic.PartitionQuery")]
public sealed record PartitionQuery(
    [property: Id(0)] int Days,
    [property: Id(1)] Frequency Frequency,
    [property: Id(2)] DateOnly? Replay,
    [property: Id(3)] DateTimeOffset Now,
    [property: Id(4)] ImmutableArray<int> Candidates,
    [property: Id(5)] ImmutableArray<string> Symbols,
    [property: Id(6)] ImmutableArray<int> CoveredTo,
    [property: Id(7)] LoadResultMessage? Load,
    [property: Id(8)] DateOnly Published,
    [property: Id(9)] PriceAdjustment Adjust = PriceAdjustment.Splits,
    [property: Id(10)] DateTimeOffset? DividendsCheckedAt = null)
{
    public static PartitionQuery Of(in Moment moment, IReadOnlyList<HistoryQuery> queries, LoadResultMessage? load = null) => new(
        queries[0].Key.Days, queries[0].Key.Frequency, queries[0].Key.Replay, moment.Now, [.. queries.Select(query => query.Place)],
        [.. queries.Select(query => query.Key.Symbol.Text)], [.. queries.Select(query => query.CoveredTo?.DayNumber ?? 0)], load,
        moment.Published);

    /// <summary>The moment of the search.</summary>
    public Moment Moment => new(Now, Published);

    /// <summary>The search for the rows of these keys; its places are those of this query, not of the scan.</summary>
    /// <param name="archive">The silo's splits and dividends.</param>
    public HistorySearch ToSearch(MarketArchive? archive)
    {
        var keys = new PriceHistoryKey[Symbols.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = new PriceHistoryKey(Symbol.Parse(Symbols[i]), Days, Frequency, Replay);
        return new HistorySearch(keys, Moment) { Computation = AdjustedRows.Of(Adjust, archive), IsScan = true };
    }
}

/// <summary>What a tier could answer of a partition.</summary>
/// <param name="Outcomes">The outcomes.</param>
/// <param name="Continued">The candidates without an outcome whose stored row can be continued.</param>
/// <param name="CoveredTo">For each of them the number of the last day that its row covers.</param>
[GenerateSerializer, Immutable, Alias("technic.PartitionAnswer")]
public sealed record PartitionAnswer(
    [property: Id(0)] OutcomeBatch Outcomes, [property: Id(1)] ImmutableArray<int> Continued, [property: Id(2)] ImmutableArray<int> CoveredTo);

/// <summary>Outcomes on their way to the scan.</summary>
public sealed record OutcomeBatch(ImmutableArray<SymbolOutcome> Outcomes)
{
    public static OutcomeBatch Empty { get; } = new([]);
}
