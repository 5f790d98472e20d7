using Microsoft.OpenApi;
using static Technic.Web.OpenApi.Shapes;

namespace Technic.Web.OpenApi;

/// <summary>The schemas of the formula language: its catalogue and formulas at every bar.</summary>
internal static class FormulaShapes
{
    public static OpenApiSchema OfCatalogue() => Object(
        "What a formula can contain.",
        ("version", Count()),
        ("keywords", ListOf(Text())), ("prices", ListOf(Text())), ("timeframes", ListOf(Text())), ("groups", ListOf(Text())),
        ("functions", ListOf(Object(
            "A function.",
            ("name", Text()), ("family", Text()), ("signature", Text("With usual values.")), ("meaning", Text()),
            ("formula", Text("How it is computed; may be empty.")), ("source", Text("Author and convention; may be empty.")),
            ("aliases", ListOf(Text())), ("series", Of(JsonSchemaType.Integer, "The number of series before the parameters.")),
            ("parameters", ListOf(Object(
                "",
                ("name", Text()), ("kind", OneOf(["whole", "number", "date", "choice", "formula"])),
                ("usual", Nullable(Number("The value if it is left out; null if it must be given."))),
                ("least", Nullable(Number())), ("most", Nullable(Number())), ("choices", ListOf(Text()))))),
            ("outputs", ListOf(Object(
                "An output; the name is empty for a function with one.",
                ("name", Text()), ("kind", OneOf(["number", "condition"])), ("unit", Text()), ("meaning", Text())))),
            ("lookback", Nullable(Of(JsonSchemaType.Integer, "Bars before the first value, with usual parameters."))),
            ("warmUp", Nullable(Of(
                JsonSchemaType.Integer,
                "Bars that bring a value within 1e-6 of that of endless history; null if no number of bars does.")))))),
        ("columns", ListOf(Object("", ("name", Text()), ("kind", Text("number or text")), ("unit", Text()), ("meaning", Text())))),
        ("formulas", ListOf(Object(
            "A named formula.",
            ("name", Text()), ("family", Text()), ("signature", Text()), ("meaning", Text()), ("formula", Text()),
            ("own", Of(JsonSchemaType.Boolean, "Whether it is one of the user's.")),
            ("parameters", ListOf(Object("", ("name", Text()), ("usual", Number()))))))));

    public static OpenApiSchema OfSeries() => Object(
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
}
