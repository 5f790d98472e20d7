using Microsoft.OpenApi;
using Technic.Core.Engine;
using static Technic.Web.OpenApi.Shapes;

namespace Technic.Web.OpenApi;

/// <summary>The schemas of studies. docs/study.md defines the figures.</summary>
internal static class StudyShapes
{
    /// <summary>The status of a study.</summary>
    /// <param name="more">Further properties.</param>
    public static OpenApiSchema OfStatus(params ReadOnlySpan<(string Name, OpenApiSchema Schema)> more) => Object(
        "A kept study.",
        [
            ("id", Text()), ("state", OneOf([.. Enum.GetNames<ScanState>().Select(name => name.ToLowerInvariant())])),
            ("step", Nullable(Text("What is being done."))), ("startedAt", Text("Time in UTC.")),
            ("endedAt", Nullable(Text("Time in UTC."))), ("problem", Nullable(Text("The error message."))), .. more,
        ]);

    /// <summary>The kept study of a preset.</summary>
    public static OpenApiSchema OfPreset() => Object(
        "The study of a preset over the horizon of its portfolio; returns are fractions.",
        ("preset", Text()), ("madeAt", Text("Time in UTC.")), ("market", Text("The origin of the prices.")), ("from", Day()), ("to", Day()),
        ("survivorsOnly", Flag()), ("signals", Count()), ("days", Count()), ("sessions", Count()), ("mean", Nullable(Number())),
        ("excessMean", Nullable(Number())), ("interval", Interval()), ("sharpe", Nullable(Number())),
        ("deflatedSharpe", Nullable(Number())), ("variants", Count()), ("verdict", Text()));

    /// <summary>The figures of a study.</summary>
    public static OpenApiSchema OfResult()
    {
        var study = Object(
            "The figures of a study; returns are fractions.",
            ("formula", Text("The condition with the filters.")), ("from", Day()), ("to", Day()), ("universe", Text()),
            ("survivorsOnly", Flag()), ("universeSymbols", Count()), ("sessions", Count()), ("entry", Text()), ("costs", Number()),
            ("halfSpread", Nullable(Number())), ("adjust", Text()),
            ("delisting", Number()), ("signals", Count()), ("days", Count()), ("symbols", Count()), ("notBought", Count()),
            ("horizons", Horizons(
                ("bootstrap", Interval()),
                ("distribution", Object(
                    "Returns in classes of equal width.", ("low", Nullable(Number())), ("high", Nullable(Number())),
                    ("counts", ListOf(Count())))))),
            ("byYear", Parts("year")), ("bySector", Parts("sector")), ("byRegime", Parts("regime")),
            ("byDollarVolume", Parts("dollarVolume")),
            ("decay", ListOf(Object(
                "One session after a signal.", ("session", Count()), ("signals", Count()), ("excess", Nullable(Number())),
                ("cumulative", Nullable(Number())), ("interval", Interval())))),
            ("portfolio", Portfolio()), ("deflatedSharpe", Nullable(Number())),
            ("variants", Count()), ("verdict", ListOf(Text())), ("warnings", ListOf(Text())));
        return study.With(("parts", Parts("span")), ("trades", Trades()), ("ranks", Ranks()));
    }

    /// <param name="more">Further properties.</param>
    private static OpenApiSchema Horizons(params ReadOnlySpan<(string Name, OpenApiSchema Schema)> more) => ListOf(Object(
        "One horizon.",
        [
            ("sessions", Count()), ("signals", Count()), ("days", Count()), ("mean", Nullable(Number())),
            ("meanAfterCosts", Nullable(Number())), ("meanAfterSpread", Nullable(Number())), ("median", Nullable(Number())),
            ("positive", Nullable(Number())),
            ("excessMean", Nullable(Number())), ("excessPositive", Nullable(Number())), ("standardError", Nullable(Number())),
            ("interval", Interval()), ("spyExcessMean", Nullable(Number())), ("spyInterval", Interval()), ("mae", Nullable(Number())),
            ("mfe", Nullable(Number())), ("best", Nullable(Number())), ("worst", Nullable(Number())), ("profitFactor", Nullable(Number())),
            ("stopped", Count()), .. more,
        ]));

    private static OpenApiSchema Parts(string name) => ListOf(Object(
        "A part of the signals.", (name, Text()), ("signals", Count()), ("days", Count()), ("horizons", Horizons())));

    private static OpenApiSchema Portfolio() => Object(
        "The portfolio of the signals.",
        [
            .. Performance(), ("exposure", Nullable(Number())), ("sessions", Count()), ("names", Nullable(Number())),
            ("turnover", Nullable(Number())), ("afterCosts", Object("After costs.", Performance())),
            ("afterSpread", Nullable(Object("After costs and spread.", Performance()))),
            ("market", Object("All symbols in equal parts.", Performance())),
        ]);

    private static OpenApiSchema Trades() => Object(
        "The trades, if there are rules.", ("trades", Count()), ("skipped", Count()), ("mean", Nullable(Number())),
        ("meanBeforeCosts", Nullable(Number())), ("capped", Count()), ("filled", Nullable(Number())),
        ("positive", Nullable(Number())), ("profitFactor", Nullable(Number())), ("sessions", Nullable(Number())),
        ("ends", CountsBy("Trades by their end."))).With(("equity", Object("Places of equal size.", Performance())));

    private static OpenApiSchema Ranks() => Object(
        "The order of the symbols, if there is one.", ("formula", Text()),
        ("horizons", ListOf(Object(
            "One horizon.", ("sessions", Count()), ("days", Count()), ("deciles", ListOf(Nullable(Number()))),
            ("spread", Nullable(Number())), ("spreadT", Nullable(Number())), ("ic", Nullable(Number())), ("icT", Nullable(Number())),
            ("monotonicity", Nullable(Number()))))));

    private static (string Name, OpenApiSchema Schema)[] Performance() =>
    [
        ("cagr", Nullable(Number())), ("volatility", Nullable(Number())), ("sharpe", Nullable(Number())),
        ("maxDrawdown", Nullable(Number())),
    ];

    private static OpenApiSchema Interval() => ListOf(Nullable(Number()), "The bounds of the 95 % confidence interval.");

    private static OpenApiSchema Flag() => Of(JsonSchemaType.Boolean);
}
