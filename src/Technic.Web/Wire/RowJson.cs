using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Indicators;

namespace Technic.Web.Wire;

/// <summary>
/// A row as an object with the columns of <see cref="ScanColumns"/> and the additional members <c>closes</c>, <c>comparableBars</c>,
/// <c>strengthReturn</c>, <c>jump</c> and, in a ranked row, <c>sizeLimit</c>. Numbers round-trip exactly.
/// </summary>
internal static class RowJson
{
    /// <summary>The column is written as an object with its number and further properties.</summary>
    private const string Jump = "jump";

    /// <summary>The names of the request's own columns, each of which is a property too.</summary>
    private const string OwnColumns = "ownColumns";

    /// <summary>The columns that require the ranking or the listing.</summary>
    private static readonly FrozenSet<string> OfRanking =
        FrozenSet.Create(
            "rank", "name", "exchange", "type", "sector", "industry", "marketCap", "stale", "age", "relativeStrength", "planStyle",
            "planOrder", "entry", "stop",
            "target", "shares");

    /// <summary>The columns of a row before the ranking.</summary>
    public static ImmutableArray<ScanColumn> Unranked { get; } = [.. ScanColumns.All.Where(column => !OfRanking.Contains(column.Name))];

    /// <summary>Writes a ranked row.</summary>
    public static void Write(Utf8JsonWriter json, RankedRow row)
    {
        json.WriteStartObject();
        foreach (var column in ScanColumns.All) WriteColumn(json, column, row);
        json.WriteString("sizeLimit", row.Plan?.LimitedBy.ToString());
        WriteAdditional(json, row.Row);
        WriteFormulas(json, row);
        json.WriteEndObject();
    }

    /// <summary>Writes a row before the ranking.</summary>
    public static void Write(Utf8JsonWriter json, ScanRow row)
    {
        var ranked = new RankedRow(0, new Listing(row.Symbol), row, RelativeStrength: null, Plan: null, Stale: false);
        json.WriteStartObject();
        foreach (var column in Unranked) WriteColumn(json, column, ranked);
        WriteAdditional(json, row);
        json.WriteEndObject();
    }

    /// <summary>Reads a ranked row.</summary>
    public static RankedRow ReadRanked(JsonElement json)
    {
        var row = Read(json);
        var listing = new Listing(
            row.Symbol, json.TextOrNone("name"), json.TextOrNone("exchange"), json.TextOrNone("sector"), json.TextOrNone(
                "industry"), json.DoubleOrNone("marketCap"))
        {
            Type = json.TextOrNone("type"),
        };
        return new RankedRow(json.Int("rank"), listing, row, json.DoubleOrNone("relativeStrength"), ReadPlan(json), json.Bool("stale"))
        {
            Age = json.Int("age"),
            Formulas = json.TryGetProperty(OwnColumns, out var names)
                ? [.. names.EnumerateArray().Select(name => new FormulaResult(name.GetString()!, json.DoubleOrNone(name.GetString()!)))]
                : [],
        };
    }

    /// <summary>Reads a ranked or unranked row.</summary>
    public static ScanRow Read(JsonElement json) => new()
    {
        Symbol = Symbol.Parse(json.Text("symbol")),
        AsOf = ReadTime(json.Text("asOf")),
        Bars = json.Int("bars"),
        ComparableBars = json.Int("comparableBars"),
        Gaps = json.Int("gaps"),
        Open = json.Double("open"),
        High = json.Double("high"),
        Low = json.Double("low"),
        Close = json.Double("close"),
        Volume = json.Double("volume"),
        Indicators = ReadIndicators(json),
        StrengthReturn = json.DoubleOrNone("strengthReturn"),
        Score = ReadScore(json),
        Closes = new Sparkline([.. json.GetProperty("closes").EnumerateArray().Select(close => close.GetSingle())]),
        Jump = json.TryGetProperty("jump", out var jump) && jump.ValueKind == JsonValueKind.Object ? ReadJump(jump) : null,
    };

    /// <summary>Reads a price jump.</summary>
    public static PriceJump ReadJump(JsonElement json) => new(ReadTime(json.Text("at")), json.Double("ratio"), json.Int("bars"));

    /// <summary>Reads the start time of a bar.</summary>
    public static BarTime ReadTime(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return BarTime.OfDay(day);
        var at = DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        return BarTime.Of(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at));
    }

    private static void WriteAdditional(Utf8JsonWriter json, ScanRow row)
    {
        if (row.StrengthReturn is { } change && double.IsFinite(change)) json.WriteNumber("strengthReturn", change);
        else json.WriteNull("strengthReturn");
        json.WriteNumber("comparableBars", row.ComparableBars);
        json.WriteStartArray("closes");
        foreach (var close in row.Closes.ToArray()) json.WriteNumberValue(close);
        json.WriteEndArray();
    }

    private static void WriteFormulas(Utf8JsonWriter json, RankedRow row)
    {
        if (row.Formulas.Count == 0) return;
        json.WriteStartArray(OwnColumns);
        foreach (var formula in row.Formulas) json.WriteStringValue(formula.Name);
        json.WriteEndArray();
        foreach (var (name, value) in row.Formulas)
        {
            if (value is { } number) json.WriteNumber(name, number);
            else json.WriteNull(name);
        }
    }

    private static void WriteColumn(Utf8JsonWriter json, ScanColumn column, RankedRow row)
    {
        if (column.Name != Jump || row.Row.Jump is not { } jump)
        {
            ScanJson.WriteColumn(json, column, row);
            return;
        }
        json.WriteStartObject(Jump);
        ScanJson.WriteJump(json, jump);
        json.WriteEndObject();
    }

    private static IndicatorValues ReadIndicators(JsonElement json)
    {
        Span<double> values = stackalloc double[IndicatorValues.Count];
        foreach (var info in IndicatorCatalog.All) values[(int)info.Indicator] = json.DoubleOrNone(info.Name) ?? double.NaN;
        return new IndicatorValues(values);
    }

    private static Score ReadScore(JsonElement json) => new(
        json.Int("trendScore"), json.Int("momentumScore"), json.Int("volumeScore"), json.Int("breakoutScore"), json.Int("oscillatorScore"),
        json.Int("volatilityScore"), json.DoubleOrNone("risk"), json.Double("rating"), json.Word<Signal>("signal"));

    private static TradePlan? ReadPlan(JsonElement json)
    {
        if (json.WordOrNone<SizeLimit>("sizeLimit") is not { } limit) return null;
        var (entry, stop) = (json.Double("entry"), json.Double("stop"));
        return new TradePlan(
            stop < entry ? TradeDirection.Long : TradeDirection.Short, entry, stop, json.Double("target"), json.Long("shares"), limit)
        {
            Style = json.TextOrNone("planStyle") is { } style ? PlanStyles.Parse(style) : PlanStyle.Signal,
        };
    }
}
