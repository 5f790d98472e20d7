using System.Globalization;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Polygon;

/// <summary>The parameters of a Polygon-compatible request for the bars of one symbol.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Aggregates">The bar size.</param>
/// <param name="First">The start of the first bar's window.</param>
/// <param name="To">The end of the range, in Unix milliseconds.</param>
/// <param name="Adjust">The form of the prices: adjusted for splits, or as traded.</param>
/// <param name="IsDescending">Whether the newest bar is first.</param>
/// <param name="Limit">The maximum number of bars per page.</param>
/// <param name="Query">The query, for the next page.</param>
internal sealed record RequestedAggregates(
    Symbol Symbol, Aggregates Aggregates, BarTime First, long To, PriceAdjustment Adjust, bool IsDescending, int Limit, PolygonQuery Query)
{
    /// <summary>The maximum of <c>limit</c>, in bars of which others are aggregated.</summary>
    public const int MaxBaseBars = 50_000;

    private const int DefaultBaseBars = 5_000;

    /// <exception cref="ScanRequestException">Invalid request.</exception>
    /// <exception cref="NotServedException">Bars that are not kept.</exception>
    public static RequestedAggregates Of(PolygonCall call)
    {
        var symbol = call.Symbol;
        var aggregates = ReadAggregates(call.Part("multiplier"), call.Part("timespan"));
        var query = call.Query;
        var from = Instants.Parse("from", call.Part("from"), last: false);
        var to = Instants.Parse("to", call.Part("to"), last: true);
        if (to < from) throw new ScanRequestException("The parameter 'to' cannot be a time that occurs before 'from'.");
        var isDescending = query.Choice("sort", "asc", "asc", "desc") == "desc";
        var limit = (int)Math.Max(1, query.Limit(DefaultBaseBars, MaxBaseBars) / aggregates.BaseBars);
        var first = aggregates.FirstOf(BarTime.At(DateTimeOffset.FromUnixTimeMilliseconds(from)));
        return new RequestedAggregates(symbol, aggregates, first, to, call.Adjustment, isDescending, limit, query);
    }

    /// <summary>Returns the key of the history that contains the bars; <c>null</c> if the range contains no bars.</summary>
    /// <param name="clock">The market clock.</param>
    /// <exception cref="NotServedException">The range is too large.</exception>
    public PriceHistoryKey? Key(MarketClock clock) => HistoryWidths.From(First.Date, Symbol, Aggregates.Frequency, clock.Take());

    /// <summary>Returns the requested page, and whether there are more pages.</summary>
    /// <param name="bars">All bars of the history.</param>
    public (IReadOnlyList<Bar> Bars, bool HasMore) PageOf(BarSeries bars)
    {
        var after = Query.AfterInstant;
        var within = Aggregates.Of(bars, First).Where(bar => Instants.Of(bar.Time) <= To);
        if (IsDescending) within = within.Reverse();
        if (after is { } last) within = within.Where(bar => IsDescending ? Instants.Of(bar.Time) < last : Instants.Of(bar.Time) > last);
        var page = within.Take(Limit + 1).ToList();
        return page.Count > Limit ? (page[..Limit], true) : (page, false);
    }

    private static Aggregates ReadAggregates(string multiplier, string timespan)
    {
        if (!int.TryParse(multiplier, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            throw new ScanRequestException(
                $"Invalid parameter 'multiplier' (got '{Printable.Of(multiplier)}'): expected a positive number.");
        var aggregates = new Aggregates(number, timespan.ToLowerInvariant());
        return aggregates.IsSupported
            ? aggregates
            : throw NotServedException.Unsupported(
                $"Bars of {number} {Printable.Of(timespan)} are not supported: use {Aggregates.Supported}.");
    }
}
