using Microsoft.AspNetCore.Http;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Web.Polygon;

/// <summary>The last two sessions of a symbol.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Day">The bar of the last session.</param>
/// <param name="Previous">The bar of the session before it, adjusted for a split on the last one; <c>null</c> without one.</param>
internal readonly record struct Snapshot(Symbol Symbol, Bar Day, Bar? Previous)
{
    public double? Change => Day.Close - Previous?.Close;

    public double? ChangePercent => 100 * Change / Previous?.Close;
}

/// <summary>The snapshots of some symbols, or why there are none.</summary>
/// <param name="All">The snapshots, by symbol.</param>
/// <param name="IsStale">Whether prices of them are outdated.</param>
/// <param name="Failed">The response when the source failed; otherwise <c>null</c>.</param>
internal sealed record Snapshots(IReadOnlyList<Snapshot> All, bool IsStale = false, IResult? Failed = null)
{
    /// <summary>The maximum number of named tickers.</summary>
    public const int MaxTickers = 250;

    /// <summary>The snapshots of all tickers of the last published session.</summary>
    /// <exception cref="NotServedException">The source provides no whole sessions.</exception>
    public static async ValueTask<Snapshots> OfMarketAsync(PolygonCall call) =>
        await TryOfMarketAsync(call).ConfigureAwait(false) ?? throw NotServedException.Without("whole-market days");

    /// <summary>
    /// The snapshots of those tickers that have one: from the whole market, or with a source without whole sessions from their histories.
    /// </summary>
    /// <exception cref="NotServedException">Too many tickers for a source without whole sessions.</exception>
    public static async ValueTask<Snapshots> OfAsync(PolygonCall call, IReadOnlyCollection<Symbol> wanted)
    {
        if (await TryOfMarketAsync(call).ConfigureAwait(false) is { } market)
            return new Snapshots([.. market.All.Where(snapshot => wanted.Contains(snapshot.Symbol))]);
        if (wanted.Count > MaxTickers) throw NotServedException.Without($"snapshots of more than {MaxTickers} tickers");
        var each = await Task.WhenAll(wanted.Order().Select(symbol => OfAsync(call, symbol).AsTask())).ConfigureAwait(false);
        return Array.Find(each, one => one.Failed is not null)
            ?? new Snapshots([.. each.SelectMany(one => one.All)], each.Any(one => one.IsStale));
    }

    /// <summary>The snapshot of a ticker; none when it has no bars in the last <see cref="PolygonBars.RecentDays"/> days.</summary>
    public static async ValueTask<Snapshots> OfAsync(PolygonCall call, Symbol symbol)
    {
        var moment = call.Clock.Take();
        var from = moment.Published.AddDays(-PolygonBars.RecentDays);
        var key = HistoryWidths.From(from, symbol, Frequency.Daily, moment)!.Value;
        var lookup = await call.LookUpAsync(key, PriceAdjustment.Splits).ConfigureAwait(false);
        if (!lookup.Succeeded) return new Snapshots([], Failed: PolygonCall.Failed(lookup));
        var bars = lookup.History.Bars;
        return bars.Count == 0
            ? new Snapshots([], lookup.IsStale)
            : new Snapshots([new Snapshot(symbol, bars[^1], bars.Count > 1 ? bars[^2] : null)], lookup.IsStale);
    }

    private static async ValueTask<Snapshots?> TryOfMarketAsync(PolygonCall call)
    {
        var last = call.Clock.Take().Published;
        var sessions = call.Market;
        var earlier = MarketClock.Calendar.LastSessionOnOrBefore(last.AddDays(-1));
        if (await sessions.GetSessionAsync(last, call.Cancellation).ConfigureAwait(false) is not { } today
            || await sessions.GetSessionAsync(earlier, call.Cancellation).ConfigureAwait(false) is not { } before)
            return null;
        var splits = await sessions.GetSplitsAsync(last, call.Cancellation).ConfigureAwait(false) ?? [];
        var ratios = splits.Where(split => split.ExecutionDate == last).GroupBy(split => split.Symbol)
            .ToDictionary(group => group.Key, group => group.Aggregate(1.0, (ratio, split) => ratio * split.Ratio));
        var previous = before.Bars.ToDictionary(
            bar => bar.Key, bar => PolygonBars.Divided(bar.Value, ratios.GetValueOrDefault(bar.Key, 1)));
        return new Snapshots(
        [
            .. today.Bars.Select(bar => new Snapshot(bar.Key, bar.Value, previous.TryGetValue(bar.Key, out var bars) ? bars : null)),
        ]);
    }
}
