using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Text;
using Technic.Web.Requests;

namespace Technic.Web.Polygon;

/// <summary>The parameters of a Polygon-compatible request for the bars of one symbol.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Aggregates">The bar size.</param>
/// <param name="From">The start of the range, in Unix milliseconds.</param>
/// <param name="To">The end of the range, in Unix milliseconds.</param>
/// <param name="Adjust">The form of the prices: adjusted for splits, or as traded.</param>
/// <param name="IsDescending">Whether the newest bar is first.</param>
/// <param name="Limit">The maximum number of bars per page.</param>
/// <param name="Query">The query, for the next page.</param>
internal sealed record RequestedAggregates(
    Symbol Symbol, Aggregates Aggregates, long From, long To, PriceAdjustment Adjust, bool IsDescending, int Limit, PolygonQuery Query)
    : IBindableFromHttpContext<RequestedAggregates>
{
    private const int DefaultBaseBars = 5_000, MaxBaseBars = 50_000;

    /// <summary>The maximum range of intraday bars in days: longer ranges would use the provider's rate limit for hours.</summary>
    private const int MaxIntradayDays = 730;

    // Ranges are rounded up to these widths, so that similar requests share cache entries.
    private static readonly int[] DailyWidths = [30, 90, 150, 365, 730, 1_825, 3_650, 7_300, 18_250, PriceHistoryKey.MaxDays];
    private static readonly int[] IntradayWidths = [2, 7, 14, 30, 60, 90, 180, 365, MaxIntradayDays];

    /// <exception cref="ScanRequestException">Invalid request.</exception>
    public static ValueTask<RequestedAggregates?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = PolygonQuery.Of(context.Request);
        var aggregates = ReadAggregates(Part("multiplier"), Part("timespan"));
        var from = Instants.Parse("from", Part("from"), last: false);
        var to = Instants.Parse("to", Part("to"), last: true);
        if (to < from) throw new ScanRequestException("The parameter 'to' cannot be a time that occurs before 'from'.");
        var adjust = query.Flag("adjusted", true) ? PriceAdjustment.Splits : PriceAdjustment.None;
        var isDescending = query.Choice("sort", "asc", "asc", "desc") == "desc";
        var limit = Math.Max(1, query.Limit(DefaultBaseBars, MaxBaseBars) / aggregates.BaseBars);
        return ValueTask.FromResult<RequestedAggregates?>(
            new RequestedAggregates(ScanFields.SymbolOf(Part("ticker")), aggregates, Whole(from), to, adjust, isDescending, limit, query));

        string Part(string name) => context.Request.RouteValues[name] as string ?? "";

        // The first week or month is always complete, even if the range starts within it.
        long Whole(long instant) => aggregates.FirstDay(Instants.Day(instant)) is var first && first != Instants.Day(instant)
            ? Instants.Of(BarTime.OfDay(first))
            : instant;
    }

    /// <summary>Returns the key of the history that contains the bars; <c>null</c> if the range contains no bars.</summary>
    /// <param name="clock">The market clock.</param>
    /// <exception cref="ScanRequestException">The range is too large.</exception>
    public PriceHistoryKey? Key(MarketClock clock)
    {
        var moment = clock.Take();
        var end = moment.Window(1, Aggregates.Frequency, replay: null).To;
        var first = Instants.Day(From);
        if (first > end) return null;
        var widths = Aggregates.Frequency == Frequency.Daily ? DailyWidths : IntradayWidths;
        var width = Array.Find(widths, width => width >= end.DayNumber - first.DayNumber);
        if (width > 0) return new PriceHistoryKey(Symbol, width, Aggregates.Frequency);
        return Aggregates.Frequency == Frequency.Daily
            ? new PriceHistoryKey(Symbol, PriceHistoryKey.MaxDays, Frequency.Daily)
            : throw new ScanRequestException(
                $"Intraday bars are available for the last {MaxIntradayDays} days; {first:yyyy-MM-dd} is earlier.");
    }

    /// <summary>Returns the requested page, and whether there are more pages.</summary>
    /// <param name="bars">All bars of the history.</param>
    public (IReadOnlyList<Bar> Bars, bool HasMore) PageOf(BarSeries bars)
    {
        var after = After();
        IEnumerable<Bar> within = Aggregates.Of(bars).Where(bar => Instants.Of(bar.Time) is var at && at >= From && at <= To);
        if (IsDescending) within = within.Reverse();
        if (after is { } last) within = within.Where(bar => IsDescending ? Instants.Of(bar.Time) < last : Instants.Of(bar.Time) > last);
        var page = within.Take(Limit + 1).ToList();
        return page.Count > Limit ? (page[..Limit], true) : (page, false);
    }

    private long? After()
    {
        if (Query.After is not { } text) return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var after)
            ? after
            : throw new ScanRequestException(PolygonQuery.InvalidCursor);
    }

    private static Aggregates ReadAggregates(string multiplier, string timespan)
    {
        if (!int.TryParse(multiplier, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            throw new ScanRequestException(
                $"Invalid parameter 'multiplier' (got '{Printable.Of(multiplier)}'): expected a positive number.");
        var aggregates = new Aggregates(number, timespan);
        return aggregates.IsSupported
            ? aggregates
            : throw new ScanRequestException($"Bars of {number} {Printable.Of(timespan)} are not supported: use {Aggregates.Supported}.");
    }
}
