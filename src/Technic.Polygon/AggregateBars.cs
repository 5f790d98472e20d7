using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>Bars of any length, and the sessions of one symbol, as Polygon gives them.</summary>
internal sealed class AggregateBars(PolygonTransport transport, ReferencePages pages, ILogger logger)
{
    /// <summary>The maximum number of base aggregates (minutes, days) behind a page of bars.</summary>
    public const int Limit = 50_000;

    /// <summary>Milliseconds beyond this year are an error of the response.</summary>
    private const double LastMillisecond = 4e12;

    public async Task<PolygonAnswer<IReadOnlyList<Aggregate>>> GetAsync(
        Symbol symbol, int multiplier, AggregateSpan span, DateOnly from, DateOnly to, bool adjusted, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(multiplier, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        var length = string.Create(CultureInfo.InvariantCulture, $"{multiplier}/{span.ToString().ToLowerInvariant()}");
        var path = $"/v2/aggs/ticker/{Escaped(symbol)}/range/{length}/{ReferencePages.Iso(from)}/{ReferencePages.Iso(to)}"
            + $"?adjusted={Word(adjusted)}&sort=asc&limit={Limit}";
        return await FetchAsync(path, $"bars of {symbol}", symbol, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PolygonAnswer<Aggregate?>> GetPreviousAsync(Symbol symbol, bool adjusted, CancellationToken cancellationToken)
    {
        var path = $"/v2/aggs/ticker/{Escaped(symbol)}/prev?adjusted={Word(adjusted)}";
        var (bars, requests) = await FetchAsync(path, $"previous session of {symbol}", symbol, cancellationToken).ConfigureAwait(false);
        return new PolygonAnswer<Aggregate?>(bars.Count == 0 ? null : bars[^1], requests);
    }

    public async Task<PolygonAnswer<OpenClose?>> GetOpenCloseAsync(
        Symbol symbol, DateOnly day, bool adjusted, CancellationToken cancellationToken)
    {
        var nothing = new OpenClosePage();
        var address = transport.Address($"/v1/open-close/{Escaped(symbol)}/{ReferencePages.Iso(day)}?adjusted={Word(adjusted)}");
        var query = new Query<OpenClosePage>(address, $"session of {symbol} on {ReferencePages.Iso(day)}", json =>
        {
            var page = ReferencePages.Parse(json, PolygonJson.Default.OpenClosePage);
            transport.CheckStatus(page.Status, page.Error, page.Message);
            transport.CheckSymbol(page.Symbol, symbol, "the session");
            return page;
        })
        {
            WhenNotFound = nothing,
        };
        var count = new RequestCount();
        var page = await transport.FetchAsync(query, count, cancellationToken).ConfigureAwait(false);
        return new PolygonAnswer<OpenClose?>(ReferenceEquals(page, nothing) ? null : ToOpenClose(page, day), count.Made);
    }

    private async Task<PolygonAnswer<IReadOnlyList<Aggregate>>> FetchAsync(
        string path, string what, Symbol symbol, CancellationToken cancellationToken)
    {
        var bars = new List<Aggregate>();
        var (unusable, count) = (0, new RequestCount());
        await pages.FetchAsync(path, what, PolygonJson.Default.ReferencePageBarRow, row =>
        {
            if (ToAggregate(row) is not { } bar)
            {
                unusable++;
                return false;
            }
            bars.Add(bar);
            return true;
        }, count, cancellationToken, isOptional: false, symbol).ConfigureAwait(false);
        if (unusable > 0) logger.RowsLeftOut(unusable, what, "time or a price is missing");
        return new PolygonAnswer<IReadOnlyList<Aggregate>>(bars, count.Made);
    }

    private static Aggregate? ToAggregate(BarRow? row) =>
        row is { O: { } open, H: { } high, L: { } low, C: { } close, V: { } volume, T: >= 0 and <= LastMillisecond and var start }
            ? new Aggregate(
                DateTimeOffset.FromUnixTimeMilliseconds((long)start), open, high, low, close, volume, row.Vw, (long?)row.N)
            : null;

    private static OpenClose? ToOpenClose(OpenClosePage page, DateOnly day) =>
        page is { Open: { } open, High: { } high, Low: { } low, Close: { } close, Volume: { } volume }
            ? new OpenClose(day, open, high, low, close, volume, page.PreMarket, page.AfterHours)
            : null;

    private static string Escaped(Symbol symbol) => Uri.EscapeDataString(symbol.Text);

    private static string Word(bool adjusted) => adjusted ? "true" : "false";
}
