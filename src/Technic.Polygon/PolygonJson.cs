using System.Text.Json.Serialization;

namespace Technic.Polygon;

/// <summary>The responses that are small or rare enough to be deserialized.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReferencePage<TickerRow>))]
[JsonSerializable(typeof(ReferencePage<SplitRow>))]
[JsonSerializable(typeof(ReferencePage<DividendRow>))]
[JsonSerializable(typeof(DetailsPage))]
[JsonSerializable(typeof(EventsPage))]
[JsonSerializable(typeof(List<HolidayRow?>))]
[JsonSerializable(typeof(ReferencePage<BarRow>))]
[JsonSerializable(typeof(OpenClosePage))]
[JsonSerializable(typeof(SnapshotsPage))]
[JsonSerializable(typeof(SnapshotPage))]
[JsonSerializable(typeof(StatusPage))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class PolygonJson : JsonSerializerContext;

/// <summary>A page of reference data, or of the bars of one ticker.</summary>
internal sealed record ReferencePage<T>(
    List<T?>? Results, string? Status, string? Error, string? Message, string? NextUrl, string? Ticker = null);

internal sealed record TickerRow(string? Ticker, string? Name, string? PrimaryExchange, string? Type);

/// <summary>A split of either endpoint; the old one has no <c>adjustment_type</c>.</summary>
internal sealed record SplitRow(string? Ticker, string? ExecutionDate, double? SplitFrom, double? SplitTo, string? AdjustmentType);

internal sealed record DividendRow(string? Ticker, string? ExDividendDate, double? CashAmount, string? Currency);

/// <summary>The details of one ticker.</summary>
internal sealed record DetailsPage(DetailsRow? Results, string? Status, string? Error, string? Message);

internal sealed record DetailsRow(
    string? Ticker, string? Type, string? SicCode, string? SicDescription, double? MarketCap, bool? Active, DateTimeOffset? DelistedUtc,
    string? ListDate);

/// <summary>The ticker events of a security.</summary>
internal sealed record EventsPage(EventsRow? Results, string? Status, string? Error, string? Message);

internal sealed record EventsRow(string? Name, string? CompositeFigi, List<EventRow?>? Events);

internal sealed record EventRow(string? Type, string? Date, TickerChangeRow? TickerChange);

internal sealed record TickerChangeRow(string? Ticker);

internal sealed record HolidayRow(string? Exchange, string? Name, string? Date, string? Status, DateTimeOffset? Close);

internal sealed record ErrorBody(string? Status, string? Error, string? Message);

/// <summary>A bar of aggregates or of a snapshot.</summary>
internal sealed record BarRow(double? O, double? H, double? L, double? C, double? V, double? Vw, double? T, double? N);

/// <summary>The session of one ticker, flat in the response.</summary>
internal sealed record OpenClosePage
{
    public double? Open { get; init; }
    public double? High { get; init; }
    public double? Low { get; init; }
    public double? Close { get; init; }
    public double? Volume { get; init; }

    [JsonPropertyName("preMarket")]
    public double? PreMarket { get; init; }

    [JsonPropertyName("afterHours")]
    public double? AfterHours { get; init; }

    public string? Symbol { get; init; }
    public string? Status { get; init; }
    public string? Error { get; init; }
    public string? Message { get; init; }
}

/// <summary>The snapshots of several tickers.</summary>
internal sealed record SnapshotsPage(List<SnapshotRow?>? Tickers, string? Status, string? Error, string? Message);

/// <summary>The snapshot of one ticker.</summary>
internal sealed record SnapshotPage(SnapshotRow? Ticker, string? Status, string? Error, string? Message);

internal sealed record SnapshotRow(
    string? Ticker, BarRow? Day, [property: JsonPropertyName("prevDay")] BarRow? PrevDay, BarRow? Min,
    [property: JsonPropertyName("todaysChange")] double? TodaysChange,
    [property: JsonPropertyName("todaysChangePerc")] double? TodaysChangePerc, double? Updated);

/// <summary>The state of the market.</summary>
internal sealed record StatusPage(
    string? Market, [property: JsonPropertyName("earlyHours")] bool EarlyHours,
    [property: JsonPropertyName("afterHours")] bool AfterHours,
    [property: JsonPropertyName("serverTime")] DateTimeOffset? ServerTime, Dictionary<string, string?>? Exchanges);
