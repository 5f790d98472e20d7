using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Technic.Core.Formulas;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Indicators;
using Technic.Web.Requests;
using Technic.Web.Scans;
using Technic.Web.Wire;

namespace Technic.Web.OpenApi;

/// <summary>The shapes of what is sent and answered, made from the tables that read and write them where there is one.</summary>
internal static class Shapes
{
    public const string Scan = "Scan";
    public const string Run = "Run";
    public const string Row = "Row";
    public const string Events = "ScanEvents";
    public const string History = "History";
    public const string Statistics = "CacheStatistics";
    public const string Columns = "Columns";
    public const string Presets = "Presets";
    public const string Universe = "Universe";
    public const string ScanStatus = "ScanStatus";
    public const string ScanStatuses = "ScanStatuses";
    public const string RowPage = "RowPage";
    public const string ExplainedRow = "ExplainedRow";
    public const string Analysis = "Analysis";
    public const string Engine = "Engine";

    /// <summary>Every shape by its name.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> All(OpenApiDocument document) =>
    [
        (Scan, OfScan()),
        (Row, OfRow()),
        (Run, OfRun(document)),
        (Events, Of(
            JsonSchemaType.String,
            "Server-sent events, numbered from 1. Their data is JSON; the last one is completed (a Run) or problem (a problem document).")),
        (History, OfHistory()),
        (Analysis, OfAnalysis(document)),
        (Engine, OfEngine()),
        (Statistics, OfStatistics()),
        (Presets, OfPresets()),
        (Universe, OfUniverse()),
        (ScanStatus, OfScanStatus()),
        (ScanStatuses, OfMany(ScanStatus, "Scans, the newest first.", document)),
        (RowPage, OfRowPage(document)),
        (ExplainedRow, OfExplainedRow()),
        (Columns, ListOf(Object("", ("name", Text()), ("kind", Text("number or text")), ("unit", Text()), ("meaning", Text())))),
    ];

    /// <summary>The shape of a field's value.</summary>
    public static OpenApiSchema Of(ScanField field) => field.Kind switch
    {
        FieldKind.Whole => Of(JsonSchemaType.Integer, field.Meaning),
        FieldKind.Number => Number(field.Meaning),
        FieldKind.Flag => Of(JsonSchemaType.Boolean, field.Meaning),
        FieldKind.Day => Day(field.Meaning),
        FieldKind.Words => ListOf(OneOf(field.Words), field.Meaning),
        FieldKind.Listings => ListOf(
            Object("", ("symbol", Text()), ("name", Text()), ("exchange", Text()), ("sector", Text()), ("industry", Text()), ("marketCap", Number())), field.Meaning),
        FieldKind.Counts => CountsBy(field.Meaning),
        _ => OneOf(field.Words, field.Meaning),
    };

    private static OpenApiSchema OfScan()
    {
        var schema = Object("What to scan, what to leave out, how to rank and how much to risk.", [.. ScanFields.All.Select(field => (field.Name, Of(field)))]);
        schema.AdditionalPropertiesAllowed = false;
        return schema;
    }

    private static OpenApiSchema OfRow()
    {
        var row = Object("A ranked row; a number or text that a symbol does not have is null.", [.. ScanColumns.All.Select(column => (column.Name, Of(column)))]);
        row.Properties!["closes"] = ListOf(Number(), "The last closes, oldest first, 30 at most.");
        row.Properties["strengthReturn"] = Nullable(Number("The return in percent that relativeStrength compares."));
        row.Properties["jump"] = Nullable(Object("The last gap in the prices that no known split explains.", Jump()));
        row.Properties["sizeLimit"] = Nullable(OneOf(Enum.GetNames<SizeLimit>(), "What held the trade plan's shares down."));
        return row;
    }

    private static OpenApiSchema Of(ScanColumn column) =>
        column.Name == "stale" ? Of(JsonSchemaType.Boolean, column.Meaning)
        : Nullable(column.Kind == ColumnKind.Text ? Text(column.Meaning) : Number(column.Unit.Length == 0 ? column.Meaning : $"{column.Meaning}; {column.Unit}"));

    private static OpenApiSchema OfRun(OpenApiDocument document)
    {
        var run = Object(
            "A scan that has ended.",
            ("advice", Nullable(Text("Why columns of the request have no value in its window, and how many days would do."))),
            ("summary", OfSummary()),
            ("statistics", OfStatistics()),
            ("regime", Nullable(Object(
                "The state of the market.",
                ("trend", OneOf(Enum.GetNames<MarketTrend>())), ("highVolatility", Nullable(Of(JsonSchemaType.Boolean))),
                ("source", OneOf(Enum.GetNames<RegimeSource>())), ("breadth", Nullable(Number("A share, 0 to 1.")))))),
            ("filtered", CountsBy("Symbols left out, by rule.")),
            ("failures", ListOf(Object("", ("symbol", Text()), ("reason", Text())), "Symbols without a row, and why.")),
            ("jumps", ListOf(Object("", [("symbol", Text()), .. Jump()]), "Symbols whose prices jump where no split is known.")));
        run.Properties!["rows"] = OfMany(Row, "The best rows in order.", document);
        return run;
    }

    private static OpenApiSchema OfSummary() => Object(
        "The scan in numbers: requested = ranked + filtered + failed.",
        ("requested", Count()), ("ranked", Count()), ("filtered", Count()), ("failed", Count()), ("stale", Count()), ("elapsedMs", Number()),
        ("providerRequests", Count()), ("tiers", OfTiers()), ("asOf", Day()), ("source", Text()));

    private static OpenApiSchema OfTiers() => Object("Lookups by tier.", ("memory", Count()), ("store", Count()), ("provider", Count()));

    private static OpenApiSchema OfScanStatus() => Object(
        "A scan that is kept.",
        ("id", Text()), ("state", OneOf([.. Enum.GetNames<ScanState>().Select(name => name.ToLowerInvariant())])),
        ("startedAt", Text("An instant in UTC.")), ("endedAt", Nullable(Text("An instant in UTC."))),
        ("advice", Nullable(Text("Why columns of the request have no value in its window, and how many days would do."))),
        ("requested", Nullable(Count())), ("candidates", Nullable(Count())), ("asOf", Nullable(Day())), ("source", Nullable(Text())),
        ("fromProvider", Nullable(Count())), ("waitMs", Nullable(Number("How long the provider's quota makes it take."))),
        ("progress", Nullable(Object(
            "How far it is.", ("done", Count()), ("candidates", Count()), ("tiers", OfTiers()), ("failed", Count()), ("elapsedMs", Number())))),
        ("summary", Nullable(OfSummary())), ("rows", Nullable(Count())), ("problem", Nullable(Text("Why it did not complete."))));

    private static OpenApiSchema OfRowPage(OpenApiDocument document)
    {
        var page = Object(
            "Some of a scan's rows.",
            ("offset", Count()), ("limit", Count()), ("total", Count()), ("next", Nullable(Text("Where the next ones are."))));
        page.Properties!["rows"] = OfMany(Row, "Rows in order.", document);
        return page;
    }

    private static OpenApiSchema OfExplainedRow() => Object(
        "A row, not ranked, and why it is rated as it is.",
        ("key", Text()), ("tier", OneOf(["memory", "store", "provider"])), ("stale", Of(JsonSchemaType.Boolean)), ("fetchedAt", Text("An instant in UTC.")),
        ("row", OfUnrankedRow()), ("formula", Text("The rating worked out from the subscores.")),
        ("explanation", ListOf(Object("", ("subscore", Text()), ("rule", Text()), ("value", Nullable(Number())), ("points", Count())), "Every rule, in order.")),
        ("plan", Nullable(Object(
            "How to trade it.",
            ("direction", OneOf(Enum.GetNames<TradeDirection>())), ("entry", Number()), ("stop", Number()), ("target", Number()), ("shares", Count()),
            ("limitedBy", OneOf(Enum.GetNames<SizeLimit>()))))));

    private static OpenApiSchema OfUnrankedRow()
    {
        var row = Object("The columns that follow from the symbol's own history.", [.. RowJson.Unranked.Select(column => (column.Name, Of(column)))]);
        row.Properties!["closes"] = ListOf(Number());
        row.Properties["strengthReturn"] = Nullable(Number());
        row.Properties["jump"] = Nullable(Object("", Jump()));
        return row;
    }

    private static OpenApiSchema OfPresets()
    {
        var preset = Object("A scan with a name; beside the two, the fields of a request that it changes.", ("name", Text()), ("meaning", Text()));
        foreach (var field in ScanFields.All) preset.Properties!.TryAdd(field.Name, Of(field));
        preset.Required = new HashSet<string> { "name", "meaning" };
        return ListOf(preset);
    }

    private static OpenApiSchema OfUniverse()
    {
        var listings = Of(ScanFields.All.First(field => field.Kind == FieldKind.Listings));
        ((OpenApiSchema)listings.Items!).Required = new HashSet<string> { "symbol" };
        return Object("The symbols that the source lists; what it does not say of one is left out.", ("universe", listings));
    }

    private static OpenApiSchema OfMany(string shape, string meaning, OpenApiDocument document) =>
        new() { Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference(shape, document), Description = meaning };

    private static (string Name, OpenApiSchema Schema)[] Jump() =>
        [("at", Text("Start of the bar behind the gap, New York time.")), ("ratio", Number("Its open divided by the close before."))];

    private static OpenApiSchema OfHistory() => Object(
        "The bars of one symbol.",
        ("key", Text()), ("symbol", Text()), ("days", Count()), ("frequency", Text()), ("source", Text()), ("tier", OneOf(["memory", "store", "provider"])),
        ("requests", Count()), ("stale", Of(JsonSchemaType.Boolean)), ("problem", Nullable(Text())), ("failure", Nullable(Text())),
        ("asOf", Nullable(Text("Start of the last bar, New York time."))), ("fetchedAt", Text("An instant in UTC.")),
        ("bars", ListOf(Object(
            "Prices in US dollars, adjusted for splits; volume in shares.",
            ("date", Text()), ("open", Number()), ("high", Number()), ("low", Number()), ("close", Number()), ("volume", Number())))));

    private static OpenApiSchema OfAnalysis(OpenApiDocument document)
    {
        var analysis = Object(
            "A symbol with all that is worked out from its bars.",
            ("indicators", Object(
                "By indicator, a list as long as the bars; null where it has no value.",
                [.. AnalysisJson.Charted.Select(indicator => (indicator.Info().Name, ListOf(Nullable(Number()), indicator.Info().Meaning)))])),
            ("formula", Text("How the rating follows from the subscores.")),
            ("rules", ListOf(
                Object("", ("subscore", OneOf(Enum.GetNames<Subscore>())), ("rule", Text()), ("value", Nullable(Number())), ("unit", Text()), ("points", Count())),
                "Every rule of the score, what it found and what it gave.")));
        analysis.Properties!["history"] = new OpenApiSchemaReference(History, document);
        analysis.Properties["row"] = new OpenApiSchemaReference(Row, document);
        return analysis;
    }

    private static OpenApiSchema OfEngine() => Object(
        "Where the engine does its work.",
        ("kind", OneOf(["embedded", "cluster"])), ("source", Nullable(Text("The source of prices."))), ("requestsPerMinute", Nullable(Count())),
        ("processes", ListOf(Object(
            "A process of the engine.",
            ("name", Text()), ("address", Text()), ("alive", Of(JsonSchemaType.Boolean)), ("startedAt", Nullable(Text("An instant in UTC."))),
            ("writes", Nullable(Object(
                "The queue in front of the store, in histories and documents.",
                ("queued", Count()), ("written", Count()), ("failed", Count()), ("retried", Count())))),
            ("activations", CountsBy("Units of work by type.")), ("statistics", OfStatistics())))));

    private static OpenApiSchema OfStatistics()
    {
        string[] counts =
        [
            "hits", "misses", "total", "cacheSize", "memoryHits", "storeHits", "providerFetches", "providerRequests", "staleServed", "coalesced", "failures",
            "storeDamaged", "storeUnavailable", "memoryBytes",
        ];
        var statistics = Object("What the cache did since the engine began.", [.. counts.Select(count => (count, Count()))]);
        statistics.Properties!["hitRate"] = Number("Percent of all lookups.");
        return statistics;
    }

    private static OpenApiSchema Object(string meaning, params ReadOnlySpan<(string Name, OpenApiSchema Schema)> properties)
    {
        var schema = Of(JsonSchemaType.Object, meaning);
        schema.Properties = new Dictionary<string, IOpenApiSchema>();
        foreach (var (name, property) in properties) schema.Properties.Add(name, property);
        return schema;
    }

    private static OpenApiSchema CountsBy(string meaning)
    {
        var schema = Of(JsonSchemaType.Object, meaning);
        schema.AdditionalProperties = Count();
        return schema;
    }

    private static OpenApiSchema OneOf(IReadOnlyList<string> words, string meaning = "")
    {
        var schema = Text(meaning);
        if (words.Count > 0) schema.Enum = [.. words.Select(word => (JsonNode)word)];
        return schema;
    }

    private static OpenApiSchema ListOf(OpenApiSchema items, string meaning = "")
    {
        var schema = Of(JsonSchemaType.Array, meaning);
        schema.Items = items;
        return schema;
    }

    private static OpenApiSchema Nullable(OpenApiSchema schema)
    {
        schema.Type |= JsonSchemaType.Null;
        return schema;
    }

    private static OpenApiSchema Day(string meaning = "")
    {
        var schema = Text(meaning);
        schema.Format = "date";
        return schema;
    }

    private static OpenApiSchema Text(string meaning = "") => Of(JsonSchemaType.String, meaning);

    private static OpenApiSchema Number(string meaning = "") => Of(JsonSchemaType.Number, meaning);

    private static OpenApiSchema Count() => Of(JsonSchemaType.Integer);

    private static OpenApiSchema Of(JsonSchemaType type, string meaning = "") => new() { Type = type, Description = meaning.Length == 0 ? null : meaning };
}
