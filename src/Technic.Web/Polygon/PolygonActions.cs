using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Text;

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
        var query = call.Query;
        var asked = new ActionQuery(query, "execution_date");
        var isWanted = form.IsNew ? TypesOf(query) : DirectionOf(query);
        SortColumn<Split> day = new("execution_date", split => Iso(split.ExecutionDate)),
            ticker = new("ticker", split => split.Symbol.Text);
        var order = form.IsNew
            ? PolygonOrder<Split>.OfColumns(query, isDescending: true, Place, day, ticker)
            : PolygonOrder<Split>.OfColumn(query, isDescending: true, Place, day, ticker);
        var limit = query.Limit(form.DefaultResults, form.MaxResults);
        var splits = await call.Market.GetSplitsAsync(asked.From ?? ExchangeCalendar.FirstDay, call.Cancellation).ConfigureAwait(false)
            ?? throw NotServedException.Without("splits");
        var found = splits.Where(split => asked.Holds(split.Symbol, split.ExecutionDate) && isWanted(split));
        return PolygonPage.Of(call, found, order, limit, (json, split) => WriteSplit(json, split, form, splits));
    }

    private static async Task<IResult> GetDividendsAsync(Form form, PolygonCall call)
    {
        var query = call.Query;
        query.RejectUnsupported("declaration_date", "dividend_type", "distribution_type", "frequency", "pay_date", "record_date");
        var asked = new ActionQuery(query, "ex_dividend_date");
        var amounts = TextFilter.Numbers(query, "cash_amount");
        SortColumn<Dividend> day = new("ex_dividend_date", dividend => Iso(dividend.ExDate)),
            ticker = new("ticker", dividend => dividend.Symbol.Text),
            amount = new("cash_amount", dividend => TextFilter.Key(dividend.Amount));
        var order = form.IsNew
            ? PolygonOrder<Dividend>.OfColumns(query, isDescending: false, Place, ticker, day, amount)
            : PolygonOrder<Dividend>.OfColumn(query, isDescending: true, Place, day, ticker, amount);
        var limit = query.Limit(form.DefaultResults, form.MaxResults);
        var dividends = await call.Market.GetDividendsAsync(asked.From, call.Cancellation).ConfigureAwait(false)
            ?? throw NotServedException.Without("dividends");
        var found = dividends.Where(dividend =>
            asked.Holds(dividend.Symbol, dividend.ExDate) && amounts.Holds(TextFilter.Key(dividend.Amount)));
        return PolygonPage.Of(call, found, order, limit, WriteDividend);
    }

    /// <summary>The filter of <c>adjustment_type</c>. Stock dividends are not distinguished from splits.</summary>
    private static Func<Split, bool> TypesOf(PolygonQuery query)
    {
        var types = query.Text(AdjustmentType) is { } type ? [type] : query.List($"{AdjustmentType}.any_of");
        foreach (var wanted in types)
        {
            if (wanted is not (ForwardSplit or ReverseSplit))
                throw NotServedException.Unsupported(
                    $"Splits of {AdjustmentType}={Printable.Of(wanted)} are not supported: use {ForwardSplit} or {ReverseSplit}.");
        }
        return split => types.Count == 0 || types.Contains(TypeOf(split));
    }

    private static Func<Split, bool> DirectionOf(PolygonQuery query)
    {
        if (query.Text(ReverseSplit) is null) return _ => true;
        var isReverse = query.Flag(ReverseSplit, false);
        return split => split.Ratio < 1 == isReverse;
    }

    private static string TypeOf(Split split) => split.Ratio < 1 ? ReverseSplit : ForwardSplit;

    private static void WriteSplit(Utf8JsonWriter json, Split split, Form form, IReadOnlyList<Split> splits)
    {
        var (from, to) = SplitRatio.Fraction(split.Ratio);
        json.WriteString("id", Identity(Place(split)));
        json.WriteString("execution_date", Iso(split.ExecutionDate));
        json.WriteNumber("split_from", from);
        json.WriteNumber("split_to", to);
        json.WriteString("ticker", split.Symbol.Text);
        if (!form.IsNew) return;
        json.WriteString(AdjustmentType, TypeOf(split));
        // Prices before the split are multiplied by it to be those of today: it contains all later splits.
        var factor = splits.Where(later => later.Symbol == split.Symbol && later.ExecutionDate >= split.ExecutionDate)
            .Aggregate(1.0, (product, later) => product / later.Ratio);
        json.WriteNumber("historical_adjustment_factor", factor);
    }

    private static void WriteDividend(Utf8JsonWriter json, Dividend dividend)
    {
        json.WriteString("id", Identity(Place(dividend)));
        json.WriteString("ticker", dividend.Symbol.Text);
        json.WriteString("ex_dividend_date", Iso(dividend.ExDate));
        json.WriteNumber("cash_amount", dividend.Amount);
        json.WriteString("currency", "USD");
    }

    private static string Place(Split split) => $"{Iso(split.ExecutionDate)} {split.Symbol.Text}";

    // A company may pay an ordinary and a special dividend on one day.
    private static string Place(Dividend dividend) =>
        string.Create(CultureInfo.InvariantCulture, $"{Iso(dividend.ExDate)} {dividend.Symbol.Text} {dividend.Amount:R}");

    private static string Identity(string place) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)).AsSpan(0, 16));

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>One of the two forms of the endpoints.</summary>
    private sealed record Form(bool IsNew, int DefaultResults, int MaxResults);

    /// <summary>The filters that splits and dividends have in common.</summary>
    private sealed class ActionQuery
    {
        private readonly TextFilter _tickers;
        private readonly TextFilter _days;

        /// <exception cref="Core.Scans.ScanRequestException">Invalid parameter.</exception>
        public ActionQuery(PolygonQuery query, string field)
        {
            (_tickers, _days) = (TextFilter.Tickers(query), TextFilter.Days(query, field));
            From = query.Day(field) ?? query.Day($"{field}.gte") ?? query.Day($"{field}.gt");
        }

        /// <summary>The first day of the results; <c>null</c> for any.</summary>
        public DateOnly? From { get; }

        public bool Holds(Symbol symbol, DateOnly day) => _tickers.Holds(symbol.Text) && _days.Holds(Iso(day));
    }
}
