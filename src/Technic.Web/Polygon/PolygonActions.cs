using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>
/// Polygon-compatible endpoints for splits and dividends in both forms: <c>/v3/reference</c>, which Polygon has deprecated, and
/// <c>/stocks/v1</c>. Properties that are not stored, such as the frequency of a dividend, are omitted.
/// </summary>
internal static class PolygonActions
{
    private const string ReverseSplit = "reverse_split", AdjustmentType = "adjustment_type", ForwardSplit = "forward_split";

    private static readonly Form Old = new(IsNew: false, DefaultResults: 10, MaxResults: 1_000);
    private static readonly Form New = new(IsNew: true, DefaultResults: 100, MaxResults: 5_000);

    /// <summary><c>/v3/reference/splits</c>.</summary>
    public static Task<IResult> GetOldSplitsAsync(PolygonCall call) => GetSplitsAsync(Old, call);

    /// <summary><c>/stocks/v1/splits</c>.</summary>
    public static Task<IResult> GetSplitsAsync(PolygonCall call) => GetSplitsAsync(New, call);

    /// <summary><c>/v3/reference/dividends</c>.</summary>
    public static Task<IResult> GetOldDividendsAsync(PolygonCall call) => GetDividendsAsync(Old, call);

    /// <summary><c>/stocks/v1/dividends</c>.</summary>
    public static Task<IResult> GetDividendsAsync(PolygonCall call) => GetDividendsAsync(New, call);

    private static async Task<IResult> GetSplitsAsync(Form form, PolygonCall call)
    {
        var asked = new ActionQuery(form, call, "execution_date");
        bool? reverse = form.IsNew
            ? asked.Query.Text(AdjustmentType) is null
                ? null : asked.Query.Choice(AdjustmentType, ForwardSplit, ForwardSplit, ReverseSplit) == ReverseSplit
            : asked.Query.Text(ReverseSplit) is null ? null : asked.Query.Flag(ReverseSplit, false);
        var from = asked.From ?? ExchangeCalendar.FirstDay;
        var splits = await call.Market.GetSplitsAsync(from, call.Cancellation).ConfigureAwait(false)
            ?? throw NotServedException.Without("splits");
        var found = splits.Where(split =>
            asked.Holds(split.Symbol, split.ExecutionDate) && (reverse is null || reverse == split.Ratio < 1));
        return asked.Page(found, split => Place(split.ExecutionDate, split.Symbol), (json, split) => WriteSplit(json, split, form, splits));
    }

    private static async Task<IResult> GetDividendsAsync(Form form, PolygonCall call)
    {
        var asked = new ActionQuery(form, call, "ex_dividend_date");
        asked.Query.RejectUnsupported(
            "cash_amount", "declaration_date", "dividend_type", "distribution_type", "frequency", "pay_date", "record_date");
        var dividends = await call.Market.GetDividendsAsync(asked.From, call.Cancellation).ConfigureAwait(false)
            ?? throw NotServedException.Without("dividends");
        // A company may pay an ordinary and a special dividend on one day.
        return asked.Page(
            dividends.Where(dividend => asked.Holds(dividend.Symbol, dividend.ExDate)),
            dividend => $"{Place(dividend.ExDate, dividend.Symbol)} {dividend.Amount.ToString("R", CultureInfo.InvariantCulture)}",
            WriteDividend);
    }

    private static void WriteSplit(Utf8JsonWriter json, Split split, Form form, IReadOnlyList<Split> splits)
    {
        var (from, to) = SplitRatio.Fraction(split.Ratio);
        json.WriteString("id", Identity(Place(split.ExecutionDate, split.Symbol)));
        json.WriteString("execution_date", Iso(split.ExecutionDate));
        json.WriteNumber("split_from", from);
        json.WriteNumber("split_to", to);
        json.WriteString("ticker", split.Symbol.Text);
        if (!form.IsNew) return;
        json.WriteString(AdjustmentType, split.Ratio < 1 ? ReverseSplit : ForwardSplit);
        // Prices before the split are multiplied by it to be those of today: it contains all later splits.
        var factor = splits.Where(later => later.Symbol == split.Symbol && later.ExecutionDate >= split.ExecutionDate)
            .Aggregate(1.0, (product, later) => product / later.Ratio);
        json.WriteNumber("historical_adjustment_factor", factor);
    }

    private static void WriteDividend(Utf8JsonWriter json, Dividend dividend)
    {
        json.WriteString("id", Identity($"{Place(dividend.ExDate, dividend.Symbol)} {dividend.Amount:R}"));
        json.WriteString("ticker", dividend.Symbol.Text);
        json.WriteString("ex_dividend_date", Iso(dividend.ExDate));
        json.WriteNumber("cash_amount", dividend.Amount);
        json.WriteString("currency", "USD");
    }

    private static string Place(DateOnly day, Symbol symbol) => $"{Iso(day)} {symbol.Text}";

    private static string Identity(string place) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)).AsSpan(0, 16));

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>One of the two forms of the endpoints.</summary>
    private sealed record Form(bool IsNew, int DefaultResults, int MaxResults);

    /// <summary>The parameters that splits and dividends have in common.</summary>
    private sealed class ActionQuery
    {
        private readonly PolygonCall _call;
        private readonly TextFilter _tickers;
        private readonly TextFilter _dates;
        private readonly bool _isDescending;
        private readonly int _limit;

        /// <exception cref="Core.Scans.ScanRequestException">Invalid parameter.</exception>
        public ActionQuery(Form form, PolygonCall call, string field)
        {
            _call = call;
            Query.RejectUnsupported("ticker.any_of", $"{field}.any_of");
            _isDescending = form.IsNew
                ? Query.Choice("sort", $"{field}.desc", $"{field}.desc", $"{field}.asc", field) == $"{field}.desc"
                : Query.Choice("sort", field, field) == field && Query.Choice("order", "desc", "asc", "desc") == "desc";
            _limit = Query.Limit(form.DefaultResults, form.MaxResults);
            (_tickers, _dates) = (TextFilter.Of(Query, "ticker"), TextFilter.Of(Query, field));
            foreach (var suffix in (ReadOnlySpan<string>)["", ".gt", ".gte", ".lt", ".lte"]) Query.Day(field + suffix);
            From = Query.Day(field) ?? Query.Day($"{field}.gte") ?? Query.Day($"{field}.gt");
        }

        public PolygonQuery Query => _call.Query;

        /// <summary>The first day of the results; <c>null</c> for any.</summary>
        public DateOnly? From { get; }

        public bool Holds(Symbol symbol, DateOnly day) => _tickers.Holds(symbol.Text) && _dates.Holds(Iso(day));

        public JsonResponse Page<T>(IEnumerable<T> found, Func<T, string> place, Action<Utf8JsonWriter, T> write) =>
            PolygonPage.Of(_call, found.OrderBy(place, StringComparer.Ordinal), place, _isDescending, _limit, write);
    }
}
