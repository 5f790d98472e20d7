using System.Text.Json;
using Microsoft.OpenApi;
using Technic.Core.Scans;
using Technic.Web.OpenApi;

namespace Technic.Web.Mcp;

/// <summary>The schemas of the tools' answers: what every answer has. An answer may have more properties.</summary>
internal static class ToolAnswers
{
    private static readonly string[] States = ["final", "preliminary", "suspect"];

    public static OpenApiSchema OfExplanation { get; } = OfSymbol(
        "One symbol with its rating explained.",
        ("age", Shapes.Count("Sessions of the market since the last bar.")),
        ("analysis", Shapes.Object(
            "The row, the rules and the plan.",
            ("key", Shapes.Text()), ("tier", Shapes.Text()), ("stale", Shapes.Flag()), ("fetchedAt", Shapes.Text("Time in UTC.")),
            ("row", Shapes.Object("The columns that do not require the ranking.")),
            ("formula", Shapes.Text("The calculation of the rating from the subscores.")),
            ("explanation", Shapes.ListOf(
                Shapes.Object(
                    "", ("subscore", Shapes.Text()), ("rule", Shapes.Text()), ("value", Shapes.Nullable(Shapes.Number())),
                    ("points", Shapes.Count())),
                "All rules, in order.")),
            ("plan", Shapes.Nullable(Shapes.Object("The trade plan; null for none."))))));

    public static OpenApiSchema OfHistory { get; } = OfSymbol(
        "The last bars of one symbol.",
        ("returned", Shapes.Count("Number of returned bars.")),
        ("history", Shapes.Object(
            "Prices in US dollars, oldest first.",
            ("symbol", Shapes.Text()), ("adjust", Shapes.Text()),
            ("bars", Shapes.ListOf(Shapes.Object(
                "", ("date", Shapes.Text()), ("open", Shapes.Number()), ("high", Shapes.Number()), ("low", Shapes.Number()),
                ("close", Shapes.Number()), ("volume", Shapes.Number())))))));

    public static OpenApiSchema OfStudy { get; } = Shapes.Object(
        "The status of a study, and its result when it has completed.",
        ("asOf", Shapes.Nullable(Shapes.Day("The last day of signals; null until the study has completed."))),
        ("source", Shapes.Nullable(Shapes.Text("The price source."))),
        ("next", Shapes.Nullable(Shapes.Text("What to call while the study is running; null otherwise."))),
        ("status", Shapes.Object(
            "The study.",
            ("id", Shapes.Text()), ("state", Shapes.OneOf(["running", "completed", "failed"])),
            ("step", Shapes.Nullable(Shapes.Text("What is being done."))),
            ("problem", Shapes.Nullable(Shapes.Text("Why it failed."))),
            ("study", Shapes.Nullable(Shapes.Object(
                "The result; returns are fractions.",
                ("formula", Shapes.Text()), ("from", Shapes.Day()), ("to", Shapes.Day()), ("signals", Shapes.Count()),
                ("days", Shapes.Count("Days with signals.")), ("symbols", Shapes.Count("Symbols with signals.")),
                ("universeSymbols", Shapes.Count()), ("horizons", Shapes.ListOf(Shapes.Object("The returns after so many sessions."))),
                ("verdict", Shapes.ListOf(Shapes.Text())), ("warnings", Shapes.ListOf(Shapes.Text()))))))));

    public static OpenApiSchema OfFormulaCheck { get; } = Shapes.Object(
        "What a formula is and needs, or its problem.",
        ("valid", Shapes.Flag()), ("type", Shapes.Nullable(Shapes.Text("condition or number."))),
        ("bars", Shapes.Nullable(Shapes.Count("Bars of the first value."))),
        ("problem", Shapes.Nullable(Shapes.Object(
            "Why it is invalid.",
            ("position", Shapes.Count("The first character of the error, from 1.")), ("message", Shapes.Text()),
            ("suggestions", Shapes.ListOf(Shapes.Object("", ("formula", Shapes.Text("The whole formula, repaired.")))))))));

    public static OpenApiSchema OfFormulas { get; } = Shapes.Object(
        "Functions and named formulas.",
        ("total", Shapes.Count()), ("found", Shapes.Count()),
        ("functions", Shapes.ListOf(
            Shapes.Object("", ("signature", Shapes.Text()), ("family", Shapes.Text()), ("meaning", Shapes.Text()))
                .With(("formula", Shapes.Text("The formula of a named one.")), ("outputs", Shapes.Text("Its further outputs."))))));

    public static OpenApiSchema OfColumns { get; } = Shapes.Object(
        "The columns of a row.",
        ("total", Shapes.Count()),
        ("columns", Shapes.ListOf(Shapes.Object(
            "", ("name", Shapes.Text()), ("kind", Shapes.OneOf(["number", "text"])), ("unit", Shapes.Text()),
            ("meaning", Shapes.Text())))));

    public static OpenApiSchema OfPresets { get; } = Shapes.Object(
        "The built-in scans.",
        ("total", Shapes.Count()),
        ("presets", Shapes.ListOf(Shapes.Object("A preset with its fields.", ("name", Shapes.Text()), ("meaning", Shapes.Text())))));

    public static OpenApiSchema OfSymbols { get; } = Shapes.Object(
        "Symbols of the price source.",
        ("source", Shapes.Nullable(Shapes.Text("The price source."))), ("total", Shapes.Count()), ("found", Shapes.Count()),
        ("returned", Shapes.Count()),
        ("symbols", Shapes.ListOf(Shapes.Object("Unknown values are omitted.", ("symbol", Shapes.Text())))));

    public static OpenApiSchema OfList => Shapes.Object(
        "A list of symbols.",
        ("name", Shapes.Text()), ("note", Shapes.Nullable(Shapes.Text())), ("updatedAt", Shapes.Text("Time in UTC.")),
        ("count", Shapes.Count("Number of symbols of the list.")), ("returned", Shapes.Count("Number of returned symbols.")),
        ("symbols", Shapes.ListOf(Shapes.Text())));

    public static OpenApiSchema OfLists { get; } = Shapes.Object(
        "Lists of symbols.", ("total", Shapes.Count()), ("lists", Shapes.ListOf(OfList)));

    public static OpenApiSchema OfDeleted { get; } = Shapes.Object("What was deleted.", ("deleted", Shapes.Text("The name.")));

    public static OpenApiSchema OfWatches { get; } = Shapes.Object(
        "Watches with the numbers of their last reports.",
        ("total", Shapes.Count()),
        ("watches", Shapes.ListOf(Shapes.Object(
            "",
            [
                ("name", Shapes.Text()), ("scan", Shapes.Object("The fields of the scan.")), ("note", Shapes.Nullable(Shapes.Text())),
                ("problem", Shapes.Nullable(Shapes.Text("Why the last check failed."))),
                ("asOf", Shapes.Nullable(Shapes.Day("The session of the report; null before the first check."))),
                ("comparedWith", Shapes.Nullable(Shapes.Day("The session of the earlier check."))),
                ("source", Shapes.Nullable(Shapes.Text())), ("data", Shapes.Nullable(Shapes.Text(string.Join(", ", States) + "."))),
                ("stale", Shapes.Count("Rows from an old copy.")), .. CountsOfReport(),
            ]))));

    public static OpenApiSchema OfWatch { get; } = Shapes.Object(
        "A watch with its last report.",
        [
            .. CountsOfReport(), ("returned", Shapes.Count("Number of returned matches.")),
            ("watch", Shapes.Object(
                "The watch.",
                ("name", Shapes.Text()), ("scan", Shapes.Object("The fields of the scan.")),
                ("problem", Shapes.Nullable(Shapes.Text("Why the last check failed; the report is then an earlier one."))),
                ("report", Shapes.Nullable(Shapes.Object(
                    "null before the first check.",
                    ("asOf", Shapes.Day()), ("comparedWith", Shapes.Nullable(Shapes.Day())), ("source", Shapes.Text()),
                    ("data", Shapes.OneOf(States)), ("requested", Shapes.Count()), ("failed", Shapes.Count()), ("stale", Shapes.Count()),
                    ("entered", Shapes.ListOf(Shapes.Text())), ("left", Shapes.ListOf(Shapes.Object("", ("symbol", Shapes.Text())))),
                    ("unknown", Shapes.ListOf(Shapes.Object("", ("symbol", Shapes.Text())))),
                    ("matches", Shapes.ListOf(Shapes.Object("", ("symbol", Shapes.Text()), ("since", Shapes.Day()))))))))),
        ]);

    /// <summary>The schema of a scan.</summary>
    /// <param name="columns">The columns of its rows.</param>
    public static OpenApiSchema OfScan(IEnumerable<ScanColumn> columns) => Shapes.Object(
        "The best rows, and the counts of the scan.",
        ("returned", Shapes.Count("Number of returned rows.")),
        ("summary", Shapes.Object(
            "requested = ranked + filtered + failed.",
            ("requested", Shapes.Count()), ("ranked", Shapes.Count("Symbols that passed every filter.")), ("filtered", Shapes.Count()),
            ("failed", Shapes.Count()), ("stale", Shapes.Count("Rows from an old copy, because the provider failed.")),
            ("asOf", Shapes.Day("The newest session of the rows.")), ("source", Shapes.Text("The price source.")),
            ("data", Shapes.OneOf(States, "The reliability of the bars of asOf.")))),
        ("advice", Shapes.Nullable(Shapes.Text("Columns without values because the window is too short; null for none."))),
        ("regime", Shapes.Nullable(Shapes.Object("The regime of the market; null if it is unknown."))),
        ("filtered", Shapes.CountsBy("Filtered symbols, by rule.")),
        ("failures", Shapes.ListOf(Shapes.Text(), "Some of the failed symbols, with reasons.")),
        ("rows", Shapes.ListOf(Shapes.Object(
            "A row; own columns of the request are further properties. Missing values are null.",
            [.. columns.Select(column => (column.Name, Shapes.Of(column)))]))));

    /// <summary>Writes the answer about something that was deleted.</summary>
    public static void WriteDeleted(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("deleted", name);
        json.WriteEndObject();
    }

    private static (string Name, OpenApiSchema Schema)[] CountsOfReport() =>
    [
        ("matching", Shapes.Count()), ("entered", Shapes.Count()), ("left", Shapes.Count()), ("unknown", Shapes.Count()),
    ];

    private static OpenApiSchema OfSymbol(string meaning, params ReadOnlySpan<(string Name, OpenApiSchema Schema)> more) => Shapes.Object(
        meaning,
        [
            ("asOf", Shapes.Nullable(Shapes.Text("Start of the last bar, New York time."))), ("source", Shapes.Text("The price source.")),
            ("data", Shapes.OneOf(["final", "preliminary"], "Whether the last bar may still be corrected.")),
            ("stale", Shapes.Flag("Whether it is an old copy, because the provider failed.")),
            ("problem", Shapes.Nullable(Shapes.Text("Why the provider failed."))), ("bars", Shapes.Count("Bars of the window.")), .. more,
        ]);
}
