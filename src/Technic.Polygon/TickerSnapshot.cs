using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>What the market does with a symbol now, as late as the plan of the key allows.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Day">The bar of today; <c>null</c> before the first trade.</param>
/// <param name="Previous">The bar of the session before; <c>null</c> for a new symbol.</param>
/// <param name="Minute">The last bar of one minute; <c>null</c> if it is not given.</param>
/// <param name="Change">The change of the price since the session before, in US dollars; <c>null</c> if it is not given.</param>
/// <param name="ChangePercent">The same in percent.</param>
/// <param name="Updated">The time of the last change; <c>null</c> if it is not given.</param>
public sealed record TickerSnapshot(
    Symbol Symbol, SnapshotBar? Day, SnapshotBar? Previous, SnapshotBar? Minute, double? Change, double? ChangePercent,
    DateTimeOffset? Updated);

/// <summary>A bar of a snapshot: prices in US dollars, the volume in shares.</summary>
/// <param name="Open">The first price.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Close">The last price.</param>
/// <param name="Volume">Shares.</param>
/// <param name="Vwap">The volume-weighted average price; <c>null</c> if it is not given.</param>
public sealed record SnapshotBar(double Open, double High, double Low, double Close, double Volume, double? Vwap);

/// <summary>The state of the exchanges now, in Polygon's words: <c>open</c>, <c>closed</c> or <c>extended-hours</c>.</summary>
/// <param name="Market">The market as a whole.</param>
/// <param name="IsBeforeHours">Whether it is the time before the session.</param>
/// <param name="IsAfterHours">Whether it is the time after the session.</param>
/// <param name="ServerTime">The time of Polygon's clock.</param>
/// <param name="Exchanges">The state of each exchange, e.g. of <c>nyse</c>.</param>
public sealed record MarketStatus(
    string Market, bool IsBeforeHours, bool IsAfterHours, DateTimeOffset ServerTime, IReadOnlyDictionary<string, string> Exchanges);
