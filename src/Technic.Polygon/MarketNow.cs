using Microsoft.Extensions.Logging;
using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>The market as it is now: snapshots, and the state of the exchanges.</summary>
internal sealed class MarketNow(PolygonTransport transport, ILogger logger)
{
    private const string Snapshots = "/v2/snapshot/locale/us/markets/stocks/tickers";
    private const double LastNanosecond = 4e18;

    /// <summary>The most tickers in an address: those of more are taken from the snapshot of the whole market.</summary>
    private const int MaxNamed = 250;

    public async Task<PolygonAnswer<IReadOnlyList<TickerSnapshot>>> GetSnapshotsAsync(
        IReadOnlyCollection<Symbol>? symbols, CancellationToken cancellationToken)
    {
        if (symbols is { Count: 0 }) return new PolygonAnswer<IReadOnlyList<TickerSnapshot>>([], 0);
        const string What = "snapshots";
        var named = symbols is null or { Count: > MaxNamed } ? "" : $"?tickers={Uri.EscapeDataString(string.Join(',', symbols))}";
        var count = new RequestCount();
        var query = new Query<SnapshotsPage>(transport.Address(Snapshots + named), What, json =>
        {
            var page = ReferencePages.Parse(json, PolygonJson.Default.SnapshotsPage);
            transport.CheckStatus(page.Status, page.Error, page.Message);
            return page;
        });
        var rows = (await transport.FetchAsync(query, count, cancellationToken).ConfigureAwait(false)).Tickers ?? [];
        var snapshots = rows.Select(ToSnapshot).OfType<TickerSnapshot>().OrderBy(snapshot => snapshot.Symbol).ToList();
        if (snapshots.Count < rows.Count) logger.RowsLeftOut(rows.Count - snapshots.Count, What, "the ticker cannot be used");
        if (symbols is not null)
        {
            var wanted = symbols.ToHashSet();
            snapshots.RemoveAll(snapshot => !wanted.Contains(snapshot.Symbol));
        }
        return new PolygonAnswer<IReadOnlyList<TickerSnapshot>>(snapshots, count.Made);
    }

    public async Task<PolygonAnswer<TickerSnapshot?>> GetSnapshotAsync(Symbol symbol, CancellationToken cancellationToken)
    {
        var count = new RequestCount();
        var address = transport.Address($"{Snapshots}/{Uri.EscapeDataString(symbol.Text)}");
        var query = new Query<SnapshotPage>(address, $"snapshot of {symbol}", json =>
        {
            var page = ReferencePages.Parse(json, PolygonJson.Default.SnapshotPage);
            transport.CheckStatus(page.Status, page.Error, page.Message);
            transport.CheckSymbol(page.Ticker?.Ticker, symbol, "the snapshot");
            return page;
        })
        {
            WhenNotFound = new SnapshotPage(null, null, null, null),
        };
        var page = await transport.FetchAsync(query, count, cancellationToken).ConfigureAwait(false);
        return new PolygonAnswer<TickerSnapshot?>(ToSnapshot(page.Ticker), count.Made);
    }

    public async Task<PolygonAnswer<MarketStatus>> GetStatusAsync(CancellationToken cancellationToken)
    {
        var count = new RequestCount();
        var query = new Query<StatusPage>(transport.Address("/v1/marketstatus/now"), "state of the market", json =>
        {
            var page = ReferencePages.Parse(json, PolygonJson.Default.StatusPage);
            return page is { Market: not null, ServerTime: not null } ? page
                : throw AttemptException.BadData("the response has no state or no time of the market");
        });
        var status = await transport.FetchAsync(query, count, cancellationToken).ConfigureAwait(false);
        var exchanges = (status.Exchanges ?? []).Where(exchange => exchange.Value is not null)
            .ToDictionary(exchange => exchange.Key, exchange => exchange.Value!);
        return new PolygonAnswer<MarketStatus>(
            new MarketStatus(status.Market!, status.EarlyHours, status.AfterHours, status.ServerTime!.Value, exchanges), count.Made);
    }

    private static TickerSnapshot? ToSnapshot(SnapshotRow? row) => Symbol.TryParse(row?.Ticker, out var symbol)
        ? new TickerSnapshot(
            symbol, ToBar(row!.Day), ToBar(row.PrevDay), ToBar(row.Min), row.TodaysChange, row.TodaysChangePerc,
            row.Updated is > 0 and <= LastNanosecond and var time ? DateTimeOffset.FromUnixTimeMilliseconds((long)(time / 1e6)) : null)
        : null;

    // Before the first trade of a day all values are 0.
    private static SnapshotBar? ToBar(BarRow? row) =>
        row is { O: > 0 and var open, H: { } high, L: { } low, C: { } close, V: { } volume }
            ? new SnapshotBar(open, high, low, close, volume, row.Vw)
            : null;
}
