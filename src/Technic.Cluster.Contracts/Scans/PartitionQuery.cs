using System.Collections.Immutable;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>The keys of one partition of a search; they share everything but the symbol.</summary>
/// <param name="Days">Calendar days.</param>
/// <param name="Frequency">The length of a bar.</param>
/// <param name="Replay">The last day a replay may see.</param>
/// <param name="Now">The moment of the search.</param>
/// <param name="Candidates">Each key's place in the search.</param>
/// <param name="Symbols">Each key's symbol.</param>
/// <param name="CoveredTo">
/// The number of the last day that each key's stored row covers, when it can be continued, else 0; empty when no row is known.
/// </param>
/// <param name="Load">The end of the load of the market for which the keys waited; <c>null</c> to request them one by one.</param>
/// <param name="Published">The last session that was published at the moment, as the scan knows it.</param>
/// <param name="Adjust">The form of the prices that the rows are computed from.</param>
/// <param name="Formulas">What formulas need of the histories beside the rows; <c>null</c> for none.</param>
/// <param name="DividendsCheckedAt">When the dividends were last requested that the rows need; <c>null</c> for none.</param>
/// <param name="List">
/// The name of the list of symbols, which depends on nothing but the list: the partition keeps it, and the next query that names it needs
/// no symbols. Candidates are then places in the list.
/// </param>
/// <param name="Held">The version of these rows that the asker has: only what has changed since is sent.</param>
/// <param name="Scan">The scan for which provider requests are counted.</param>
/// <param name="Methods">The own functions and score that the rows need; <c>null</c> for none.</param>
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
    [property: Id(10)] DateTimeOffset? DividendsCheckedAt = null,
    [property: Id(11)] Guid? List = null,
    [property: Id(12)] RowsVersion? Held = null,
    [property: Id(13)] FormulaMessage? Formulas = null,
    [property: Id(14)] Guid Scan = default,
    [property: Id(15)] OwnMethods? Methods = null)
{
    public static PartitionQuery Of(in Moment moment, IReadOnlyList<HistoryQuery> queries, LoadResultMessage? load = null) => new(
        queries[0].Key.Days, queries[0].Key.Frequency, queries[0].Key.Replay, moment.Now, [.. queries.Select(query => query.Place)],
        [.. queries.Select(query => query.Key.Symbol.Text)], [.. queries.Select(query => query.CoveredTo?.DayNumber ?? 0)], load,
        moment.Published);

    /// <summary>The moment of the search.</summary>
    public Moment Moment => new(Now, Published);

    /// <summary>The search for the rows of these keys; its places are those of this query, not of the scan.</summary>
    /// <param name="archive">The silo's splits and dividends.</param>
    /// <param name="methods">The silo's functions and score.</param>
    /// <exception cref="ScanRequestException">The silo does not have what the query needs.</exception>
    public HistorySearch ToSearch(MarketArchive? archive, ScanMethods methods) => ToSearch(Keys(), archive, methods);

    /// <inheritdoc cref="ToSearch(MarketArchive?, ScanMethods)"/>
    /// <param name="keys">The keys, in the order of the query's list.</param>
    /// <param name="archive">The silo's splits and dividends.</param>
    /// <param name="methods">The silo's functions and score.</param>
    public HistorySearch ToSearch(PriceHistoryKey[] keys, MarketArchive? archive, ScanMethods methods)
    {
        OwnMethods.Require(Methods, methods);
        var rows = AdjustedRows.Of(Adjust, archive, methods.Scoring);
        return new HistorySearch(keys, Moment) { Computation = Formulas?.ToComputation(rows, methods) ?? rows, IsScan = true };
    }

    /// <summary>The keys.</summary>
    public PriceHistoryKey[] Keys() => [.. Symbols.Select(symbol => new PriceHistoryKey(Symbol.Parse(symbol), Days, Frequency, Replay))];
}
