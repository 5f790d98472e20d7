using System.Text.Json.Serialization;

namespace Technic.Polygon;

/// <summary>The answers that are small or rare enough to be read as objects.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReferencePage<TickerRow>))]
[JsonSerializable(typeof(ReferencePage<SplitRow>))]
[JsonSerializable(typeof(List<HolidayRow?>))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class PolygonJson : JsonSerializerContext;

/// <summary>A page of reference data.</summary>
internal sealed record ReferencePage<T>(List<T?>? Results, string? Status, string? Error, string? Message, string? NextUrl);

internal sealed record TickerRow(string? Ticker, string? Name, string? PrimaryExchange);

internal sealed record SplitRow(string? Ticker, string? ExecutionDate, double? SplitFrom, double? SplitTo);

internal sealed record HolidayRow(string? Exchange, string? Name, string? Date, string? Status, DateTimeOffset? Close);

internal sealed record ErrorBody(string? Status, string? Error, string? Message);
