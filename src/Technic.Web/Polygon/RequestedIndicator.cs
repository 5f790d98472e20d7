using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Indicators;

namespace Technic.Web.Polygon;

/// <summary>The parameters of a Polygon-compatible request for the values of an indicator.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Function">The function of <see cref="Technic.Indicators"/>.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Aggregates">The bar size.</param>
/// <param name="Adjust">The form of the prices.</param>
/// <param name="Column">The index of the price in <see cref="Core.Market.BarSeries.Column"/>.</param>
/// <param name="From">The earliest time of a value, in Unix milliseconds; <c>null</c> for any.</param>
/// <param name="To">The latest time of a value, in Unix milliseconds.</param>
/// <param name="IsDescending">Whether the newest value is first.</param>
/// <param name="Limit">The maximum number of values per page.</param>
/// <param name="IsExpanded">Whether the response contains the bars.</param>
internal sealed record RequestedIndicator(
    Symbol Symbol, IndicatorFunction Function, double[] Parameters, Aggregates Aggregates, PriceAdjustment Adjust, int Column, long? From,
    long To, bool IsDescending, int Limit, bool IsExpanded)
{
    private const int DefaultValues = 10, MaxValues = 5_000;
    private const string Timestamp = "timestamp";

    // Sessions of a year are 250 of 365 days; 16 hours of a day have bars.
    private const double DaysPerSession = 1.5, BarsPerDay = 16;

    private static readonly string[] Columns = ["open", "high", "low", "close"];

    /// <exception cref="ScanRequestException">Invalid request.</exception>
    /// <exception cref="NotServedException">Bars that are not kept.</exception>
    public static RequestedIndicator Of(PolygonCall call, string name)
    {
        var symbol = call.Symbol;
        var query = call.Query;
        var aggregates = new Aggregates(1, query.Choice("timespan", "day", [.. Aggregates.Timespans]));
        if (!aggregates.IsSupported) throw NotServedException.Unsupported("Indicators of timespan=minute are not supported.");
        if (!FunctionCatalogue.BuiltIn.TryFind(name, out var function))
            throw new InvalidOperationException($"The function {name} is missing.");
        var parameters = ParametersOf(query, name);
        if (name == "macd" && parameters[0] >= parameters[1])
            throw new ScanRequestException("short_window must be less than long_window.");
        if (function.Check(parameters) is { } complaint) throw new ScanRequestException($"{complaint}.");
        var column = Array.IndexOf(Columns, query.Choice("series_type", "close", Columns));
        var isDescending = query.Choice("order", "desc", "asc", "desc") == "desc";
        var (from, to) = RangeOf(query);
        return new RequestedIndicator(
            symbol, function, parameters, aggregates, call.Adjustment, column, from, to ?? long.MaxValue, isDescending,
            query.Limit(DefaultValues, MaxValues), query.Flag("expand_underlying", false));
    }

    /// <summary>
    /// Returns the key of a history with the values of the page and the bars before them that bring the values within 1e-6 of those of an
    /// endless history; <c>null</c> if the range contains no bars.
    /// </summary>
    /// <param name="after">The last value of the previous page, in Unix milliseconds; <c>null</c> on the first page.</param>
    /// <param name="moment">The time of the request.</param>
    /// <exception cref="NotServedException">The range is too large.</exception>
    public PriceHistoryKey? Key(long? after, in Moment moment)
    {
        var end = moment.LastDay(Aggregates.Frequency, replay: null);
        var warmUp = DaysOf(Function.WarmUp(Parameters) + 1);
        if (From is { } from)
        {
            // Rejects a range that has no bars, so that its first values are not missing silently.
            return HistoryWidths.From(Instants.Day(from), Symbol, Aggregates.Frequency, moment) is null
                ? null : KeyOf(Instants.Day(from), warmUp, moment);
        }
        if (!IsDescending) return KeyOf(DateOnly.MinValue, 0, moment);
        var latest = Math.Min(To, after ?? long.MaxValue);
        var last = latest == long.MaxValue || Instants.Day(latest) is var day && day > end ? end : Instants.Day(latest);
        return KeyOf(last, warmUp + DaysOf(Limit + 1), moment);
    }

    private PriceHistoryKey? KeyOf(DateOnly day, int before, in Moment moment)
    {
        var earliest = Aggregates.Frequency == Frequency.Daily
            ? ExchangeCalendar.FirstDay : moment.Today.AddDays(-HistoryWidths.MaxIntradayDays);
        var first = DateOnly.FromDayNumber(Math.Max(0, day.DayNumber - before));
        return HistoryWidths.From(first < earliest ? earliest : first, Symbol, Aggregates.Frequency, moment);
    }

    /// <summary>The number of calendar days that contain a number of bars.</summary>
    private int DaysOf(int bars) => Aggregates.Timespan switch
    {
        "hour" => (int)Math.Ceiling(bars / BarsPerDay * DaysPerSession) + 4,
        "day" => (int)Math.Ceiling(bars * DaysPerSession) + 4,
        _ => (int)Math.Min(int.MaxValue / 4, bars * Aggregates.BaseBars),
    };

    private static double[] ParametersOf(PolygonQuery query, string name) => name switch
    {
        "macd" => [query.Number("short_window", 12), query.Number("long_window", 26), query.Number("signal_window", 9)],
        "rsi" => [query.Number("window", 14)],
        _ => [query.Number("window", 50)],
    };

    private static (long? From, long? To) RangeOf(PolygonQuery query)
    {
        // A date means a whole day.
        long?[] from =
        [
            Instants.Optional(query, Timestamp, last: false), Instants.Optional(query, $"{Timestamp}.gte", last: false),
            Instants.Optional(query, $"{Timestamp}.gt", last: true) + 1,
        ];
        long?[] to =
        [
            Instants.Optional(query, Timestamp, last: true), Instants.Optional(query, $"{Timestamp}.lte", last: true),
            Instants.Optional(query, $"{Timestamp}.lt", last: false) - 1,
        ];
        return (from.Max(), to.Min());
    }
}
