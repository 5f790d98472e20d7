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

/// <summary>One symbol's bars over a range, as a client of Polygon asks for them.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Aggregates">How long the bars are.</param>
/// <param name="From">The first instant, in Unix milliseconds.</param>
/// <param name="To">The last one.</param>
/// <param name="IsDescending">Whether the newest bar comes first.</param>
/// <param name="Limit">The most bars of a page.</param>
/// <param name="Query">The query, for the next page.</param>
internal sealed record RequestedAggregates(Symbol Symbol, Aggregates Aggregates, long From, long To, bool IsDescending, int Limit, PolygonQuery Query)
    : IBindableFromHttpContext<RequestedAggregates>
{
    private const int UsualBaseBars = 5_000, MostBaseBars = 50_000;

    /// <summary>The widest range of bars within a session: years of them would take a provider's quota for hours.</summary>
    private const int MostIntradayDays = 730;

    // Requests for ranges of nearly one length share what the cache keeps.
    private static readonly int[] DailyWidths = [30, 90, 150, 365, 730, 1_825, 3_650, 7_300, 18_250, PriceHistoryKey.MaxDays];
    private static readonly int[] IntradayWidths = [2, 7, 14, 30, 60, 90, 180, 365, MostIntradayDays];

    /// <exception cref="ScanRequestException">It cannot be carried out as asked.</exception>
    public static ValueTask<RequestedAggregates?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = PolygonQuery.Of(context.Request);
        var aggregates = ReadAggregates(Part("multiplier"), Part("timespan"));
        var from = Instants.Parse("from", Part("from"), last: false);
        var to = Instants.Parse("to", Part("to"), last: true);
        if (to < from) throw new ScanRequestException("The parameter 'to' cannot be a time that occurs before 'from'.");
        if (!query.Flag("adjusted", true))
            throw new ScanRequestException("The bars of a symbol are kept adjusted for splits: adjusted=false is not served here; ask Polygon itself.");
        var isDescending = query.Word("sort", "asc", "asc", "desc") == "desc";
        var limit = Math.Max(1, query.Limit(UsualBaseBars, MostBaseBars) / aggregates.BaseBars);
        return ValueTask.FromResult<RequestedAggregates?>(
            new RequestedAggregates(ScanFields.SymbolOf(Part("ticker")), aggregates, Whole(from), to, isDescending, limit, query));

        string Part(string name) => context.Request.RouteValues[name] as string ?? "";

        // A bar of a week or a month is given whole, wherever in it the range begins.
        long Whole(long instant) => aggregates.FirstDay(Instants.Day(instant)) is var first && first != Instants.Day(instant)
            ? Instants.Of(BarTime.OfDay(first))
            : instant;
    }

    /// <summary>The history that has these bars; <c>null</c> when no bar can lie in the range.</summary>
    /// <param name="clock">What the market has published.</param>
    /// <exception cref="ScanRequestException">The range is too wide.</exception>
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
                $"Bars within a session are served for the last {MostIntradayDays} days, and '{first:yyyy-MM-dd}' is before them.");
    }

    /// <summary>The page that is asked for, and whether there is another.</summary>
    /// <param name="bars">All bars that the history has.</param>
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
            : throw new ScanRequestException("The cursor is none that an answer's next_url has.");
    }

    private static Aggregates ReadAggregates(string multiplier, string timespan)
    {
        if (!int.TryParse(multiplier, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            throw new ScanRequestException($"The parameter 'multiplier' is a number above 0, and not '{Printable.Of(multiplier)}'.");
        var aggregates = new Aggregates(number, timespan);
        return aggregates.IsPossible
            ? aggregates
            : throw new ScanRequestException($"Bars of {number} {Printable.Of(timespan)} are not served here: there are bars of {Aggregates.Possible}.");
    }
}
