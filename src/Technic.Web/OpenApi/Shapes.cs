using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Technic.Core.Formulas;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Indicators;
using Technic.Web.Requests;
using Technic.Web.Wire;

namespace Technic.Web.OpenApi;

/// <summary>
/// The schemas of what functions read and write: requests, whose fields are a table, and documents with rows, whose columns are a table, or
/// with bars. The framework describes all others, which are records.
/// </summary>
internal static class Shapes
{
    public const string Scan = "Scan";
    public const string Run = "Run";
    public const string Row = "Row";
    public const string Events = "ScanEvents";
    public const string History = "History";
    public const string Statistics = "CacheStatistics";
    public const string Summary = "ScanSummary";
    public const string Presets = "Presets";
    public const string Universe = "Universe";
    public const string RowPage = "RowPage";
    public const string ExplainedRow = "ExplainedRow";
    public const string Analysis = "Analysis";
    public const string FormulaText = "Formula";
    public const string Series = "FormulaSeries";
    public const string Study = "Study";
    public const string StudyPortfolio = "StudyPortfolio";
    public const string StudySignals = "StudySignals";
    public const string SavedScan = "SavedScan";
    public const string ListContent = "SymbolListContent";
    public const string ListChange = "SymbolListChange";
    public const string WatchContent = "WatchContent";

    /// <summary>The records that are only parts of what functions write.</summary>
    public static IEnumerable<Type> Records => [typeof(Regime), typeof(RuleOutcome), typeof(SymbolFailure), typeof(TradePlan)];

    /// <summary>The properties of records that fields decide: their schema is one of <see cref="All"/>.</summary>
    public static IEnumerable<(string Record, string Property, string Schema)> FieldProperties => [("Watch", "scan", SavedScan)];

    /// <summary>All schemas by name.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> All(OpenApiDocument document) =>
    [
        (Scan, OfFields("A scan request: symbols, filters, ranking and risk settings.", ScanFields.All)
            .Example("""{"where": "rsi14 < 35", "minDollarVolume": 5000000, "sort": "rsi14", "ascending": true, "top": 10}""")),
        (Row, OfRow()),
        (Run, OfRun(document)),
        (Events, Of(
            JsonSchemaType.String,
            "Server-sent events, numbered from 1, with JSON data. The last event is completed (a Run) or problem (a problem document).")),
        (History, OfHistory()),
        (Analysis, OfAnalysis(document)),
        (Presets, OfPresets()),
        (Universe, OfUniverse()),
        (FormulaText, OfFields("A formula to check.", RequestedFormula.Fields).Example("""{"formula": "close > sma(200)"}""")),
        (Series, OfSeries()),
        (RowPage, OfRowPage(document)),
        (Study, OfFields("A study: its condition, the time, and the rules.", StudyFields.All)
            .Example("""{"where": "rsi14 < 30", "from": "2021-01-04", "horizons": [5, 20], "costs": 5}""")),
        (StudyPortfolio, Text("Records with date, return, afterCosts, market, names and turnover; the first record has the names.")),
        (StudySignals, Text("Records with date, symbol, entry, and return and excess of each horizon; the first record has the names.")),
        (ExplainedRow, OfExplainedRow(document)),
        (SavedScan, OfFields("The scan of a watch: a preset and explicit fields.", SavedFields.OfScan)
            .Example("""{"preset": "breakout", "lists": ["semiconductors"], "minPrice": 5}""")),
        (ListContent, OfFields("The symbols of a list.", SavedFields.List).Example("""{"symbols": ["NVDA", "AMD"], "note": "Chips."}""")),
        (ListChange, OfFields("A change of a list.", SavedFields.Change).Example("""{"add": ["AVGO"], "remove": ["INTC"]}""")),
        (WatchContent, OfWatchContent(document)),
    ];

    private static OpenApiSchema OfWatchContent(OpenApiDocument document)
    {
        var content = OfFields("A watch: its scan, and a remark.", SavedFields.Watch);
        content.Properties![SavedFields.Scan] = new OpenApiSchemaReference(SavedScan, document);
        content.Required = new HashSet<string> { SavedFields.Scan };
        return content.Example("""{"scan": {"where": "rsi14 < 30 and close > sma200"}, "note": "Dips in rising stocks."}""");
    }

    private static OpenApiSchema OrNull(string shape, OpenApiDocument document) =>
        new() { OneOf = [Of(JsonSchemaType.Null), new OpenApiSchemaReference(shape, document)] };

    /// <summary>Returns the schema of a field.</summary>
    public static OpenApiSchema Of(ScanField field) => field.Kind switch
    {
        FieldKind.Integer => Limited(Count(field.Meaning), field),
        FieldKind.Number => Limited(Number(field.Meaning), field),
        FieldKind.Boolean => Of(JsonSchemaType.Boolean, field.Meaning),
        FieldKind.Date => Day(field.Meaning),
        FieldKind.TextList => ListOf(OneOf(field.Choices), field.Meaning),
        FieldKind.IntegerList => ListOf(Limited(Count(), field), field.Meaning),
        FieldKind.Listings => ListOf(
            Object("", ("symbol", Text())).With(
                ("name", Text()), ("exchange", Text()), ("sector", Text()), ("industry", Text()), ("marketCap", Number())),
            field.Meaning),
        FieldKind.Counts => CountsBy(field.Meaning),
        _ => OneOf(field.Choices, field.Meaning),
    };

    private static OpenApiSchema Limited(OpenApiSchema schema, ScanField field)
    {
        (schema.Minimum, schema.ExclusiveMinimum, schema.Maximum) = (Written(field.Minimum), Written(field.Above), Written(field.Maximum));
        return schema;

        static string? Written(double? number) => number?.ToString("R", CultureInfo.InvariantCulture);
    }

    public static OpenApiSchema OfFields(string meaning, IReadOnlyList<ScanField> fields)
    {
        var schema = Object(meaning).With([.. fields.Select(field => (field.Name, Of(field)))]);
        schema.AdditionalPropertiesAllowed = false;
        return schema;
    }

    private static OpenApiSchema OfRow()
    {
        var row = Object("A ranked row. Missing values are null.", [.. ScanColumns.All.Select(column => (column.Name, Of(column)))]);
        RequireMore(row);
        Require(row, "sizeLimit", Nullable(OneOf(Enum.GetNames<SizeLimit>(), "What limits the number of shares in the trade plan.")));
        row.AdditionalProperties = Nullable(Number("The value of an own column of the request."));
        return row.With(("ownColumns", ListOf(Text(), "The names of the own columns of the request, each of which is a property.")));
    }

    /// <summary>Returns the schema of a column of a row.</summary>
    public static OpenApiSchema Of(ScanColumn column) =>
        column.Name == "stale" ? Of(JsonSchemaType.Boolean, column.Meaning)
        : Nullable(column.Kind == ColumnKind.Text
            ? Text(column.Meaning) : Number(column.Unit.Length == 0 ? column.Meaning : $"{column.Meaning}; {column.Unit}"));

    private static OpenApiSchema OfRun(OpenApiDocument document)
    {
        var run = Object(
            "A completed scan.",
            ("advice", Nullable(Text("Columns of the request without values because the window is too short, and the required days."))),
            ("filtered", CountsBy("Filtered symbols, by rule.")),
            ("jumps", ListOf(Object("", [("symbol", Text()), .. Jump()]), "Price jumps without a known split.")));
        Require(run, "regime", OrNull(nameof(Regime), document));
        Require(run, "failures", OfMany(nameof(SymbolFailure), "Failed symbols, with reasons.", document));
        Require(run, "summary", new OpenApiSchemaReference(Summary, document));
        Require(run, "statistics", new OpenApiSchemaReference(Statistics, document));
        Require(run, "rows", OfMany(Row, "The best rows, in order.", document));
        return run;
    }

    private static OpenApiSchema OfRowPage(OpenApiDocument document)
    {
        var page = Object(
            "A page of rows.",
            ("offset", Count()), ("limit", Count()), ("total", Count()), ("next", Nullable(Text("URL of the next page."))));
        Require(page, "rows", OfMany(Row, "The rows, in order.", document));
        return page;
    }

    private static OpenApiSchema OfExplainedRow(OpenApiDocument document)
    {
        var explained = Object(
            "An unranked row with its rating explained.",
            ("key", Text()), ("tier", OneOf(["memory", "store", "provider"])), ("stale", Of(JsonSchemaType.Boolean)), (
                "fetchedAt", Text("Time in UTC.")),
            ("row", OfUnrankedRow()), ("formula", Text("The calculation of the rating from the subscores.")),
            ("explanation", ListOf(
                Object("", ("subscore", Text()), ("rule", Text()), ("value", Nullable(Number())), ("points", Count())),
                "All rules, in order.")));
        Require(explained, "plan", OrNull(nameof(TradePlan), document));
        return explained;
    }

    private static OpenApiSchema OfUnrankedRow()
    {
        var row = Object("The columns that do not require the ranking.", [.. RowJson.Unranked.Select(column => (column.Name, Of(column)))]);
        RequireMore(row);
        return row;
    }

    /// <summary>Adds what a row has beside the columns.</summary>
    private static void RequireMore(OpenApiSchema row)
    {
        Require(row, "closes", ListOf(Number(), "The last closes, oldest first, at most 30."));
        Require(row, "strengthReturn", Nullable(Number("The return in percent on which relativeStrength is based.")));
        Require(row, "comparableBars", Of(JsonSchemaType.Integer, "The bars on which the indicators are based."));
        Require(row, "jump", Nullable(Object(MeaningOf("jump"), Jump())));
    }

    private static OpenApiSchema OfPresets()
    {
        var preset = Object("A named scan: name, meaning, and the fields of a request that it sets.", ("name", Text()),
            ("meaning", Text()));
        foreach (var field in ScanFields.All) preset.Properties!.TryAdd(field.Name, Of(field));
        return ListOf(preset);
    }

    private static OpenApiSchema OfUniverse()
    {
        var listings = Of(ScanFields.All.First(field => field.Kind == FieldKind.Listings));
        return Object("The symbols of the source. Unknown values are omitted.", ("universe", listings))
            .Example(
                """
                {"universe": [{"symbol": "AAPL", "sector": "Technology", "industry": "Consumer Electronics", "marketCap": 3e12}]}
                """);
    }

    private static OpenApiSchema OfMany(string shape, string meaning, OpenApiDocument document) =>
        new() { Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference(shape, document), Description = meaning };

    private static string MeaningOf(string column) => ScanColumns.TryFind(column, out var found) ? found.Meaning : "";

    private static (string Name, OpenApiSchema Schema)[] Jump() =>
    [
        ("at", Text("Start of the bar after the gap, New York time.")), ("ratio", Number("Open divided by the previous close.")),
        ("bars", Of(JsonSchemaType.Integer, "Bars since the gap.")),
    ];

    private static OpenApiSchema OfHistory() => Object(
        "The bars of one symbol.",
        ("key", Text()), ("symbol", Text()), ("days", Count()), ("frequency", Text()), ("adjust", OneOf([.. PriceAdjustments.Words])),
        ("source", Text()), ("tier", OneOf(["memory", "store", "provider"])),
        ("requests", Count()), ("stale", Of(JsonSchemaType.Boolean)), ("problem", Nullable(Text())), ("failure", Nullable(Text())),
        ("asOf", Nullable(Text("Start of the last bar, New York time."))), ("fetchedAt", Text("Time in UTC.")),
        ("bars", ListOf(Object(
            "Prices in US dollars, adjusted for splits unless adjust is none; volume in shares.",
            ("date", Text()), ("open", Number()), ("high", Number()), ("low", Number()), ("close", Number()), ("volume", Number()))
            .With(("vwap", Number("Volume-weighted average price, where the source gives it."))))));

    private static OpenApiSchema OfSeries() => Object(
        "Formulas at every bar of a symbol.",
        ("symbol", Text()), ("key", Text()), ("frequency", Text()), ("asOf", Nullable(Text("Start of the last bar, New York time."))),
        ("tier", OneOf(["memory", "store", "provider"])), ("stale", Of(JsonSchemaType.Boolean)),
        ("series", ListOf(Object(
            "A formula.",
            ("name", Text()), ("formula", Text()), ("type", OneOf(["condition", "number"])), ("unit", Text()),
            ("overlay", Of(JsonSchemaType.Boolean, "Whether it belongs over the prices of a chart.")),
            ("points", ListOf(Object(
                "The value at a bar; null where a number has none, 1 or 0 for a condition.",
                ("date", Text()), ("value", Nullable(Number())))))))));

    private static OpenApiSchema OfAnalysis(OpenApiDocument document)
    {
        var analysis = Object(
            "The full analysis of a symbol.",
            ("indicators", Object(
                "One list per indicator, with one element per bar; null if there is no value.",
                [.. AnalysisJson.Charted.Select(
                    indicator => (indicator.Info().Name, ListOf(Nullable(Number()), indicator.Info().Meaning)))])),
            ("formula", Text("The calculation of the rating from the subscores.")));
        Require(analysis, "rules", OfMany(nameof(RuleOutcome), "All rules of the score, with value and points.", document));
        Require(analysis, "history", new OpenApiSchemaReference(History, document));
        Require(analysis, "row", new OpenApiSchemaReference(Row, document));
        return analysis;
    }

    /// <summary>An object that always has all its properties; <see cref="With"/> adds those that it can lack.</summary>
    internal static OpenApiSchema Object(string meaning, params ReadOnlySpan<(string Name, OpenApiSchema Schema)> properties)
    {
        var schema = Of(JsonSchemaType.Object, meaning);
        schema.Properties = new Dictionary<string, IOpenApiSchema>();
        schema.Required = new HashSet<string>();
        foreach (var (name, property) in properties) Require(schema, name, property);
        return schema;
    }

    /// <summary>Adds properties that an object can lack.</summary>
    internal static OpenApiSchema With(this OpenApiSchema schema, params ReadOnlySpan<(string Name, OpenApiSchema Schema)> properties)
    {
        foreach (var (name, property) in properties) schema.Properties!.Add(name, property);
        return schema;
    }

    private static void Require(OpenApiSchema schema, string name, IOpenApiSchema property)
    {
        schema.Properties![name] = property;
        schema.Required!.Add(name);
    }

    private static OpenApiSchema Example(this OpenApiSchema schema, string json)
    {
        schema.Examples = [JsonNode.Parse(json)!];
        return schema;
    }

    internal static OpenApiSchema CountsBy(string meaning)
    {
        var schema = Of(JsonSchemaType.Object, meaning);
        schema.AdditionalProperties = Count();
        return schema;
    }

    internal static OpenApiSchema OneOf(IReadOnlyList<string> choices, string meaning = "")
    {
        var schema = Text(meaning);
        if (choices.Count > 0) schema.Enum = [.. choices.Select(choice => (JsonNode)choice)];
        return schema;
    }

    internal static OpenApiSchema ListOf(OpenApiSchema items, string meaning = "")
    {
        var schema = Of(JsonSchemaType.Array, meaning);
        schema.Items = items;
        return schema;
    }

    internal static OpenApiSchema Nullable(OpenApiSchema schema)
    {
        schema.Type |= JsonSchemaType.Null;
        return schema;
    }

    internal static OpenApiSchema Day(string meaning = "")
    {
        var schema = Text(meaning);
        schema.Format = "date";
        return schema;
    }

    internal static OpenApiSchema Text(string meaning = "") => Of(JsonSchemaType.String, meaning);

    internal static OpenApiSchema Number(string meaning = "") => Of(JsonSchemaType.Number, meaning);

    internal static OpenApiSchema Count(string meaning = "") => Of(JsonSchemaType.Integer, meaning);

    internal static OpenApiSchema Flag(string meaning = "") => Of(JsonSchemaType.Boolean, meaning);

    internal static OpenApiSchema Of(JsonSchemaType type, string meaning = "") =>
        new() { Type = type, Description = meaning.Length == 0 ? null : meaning };
}
