using System.Collections.Immutable;
using Technic.Core.Market;
using Technic.Core.Scans.Requests;
using Technic.Core.Studies;

namespace Technic.Web.Requests;

/// <summary>Builds a study field by field.</summary>
internal sealed class StudyDraft
{
    public StudyRequest Request { get; set; } = new();

    public TradeRules Rules { get; set; } = new();

    /// <summary>Builds the study.</summary>
    /// <param name="scan">The draft of its scan.</param>
    public StudyRequest Build(ScanDraft scan) =>
        Request with { Scan = scan.Build(), Trades = Rules == new TradeRules() ? null : Rules };
}

/// <summary>All fields of a study over HTTP: those of the scan that it is about, and its own.</summary>
internal static class StudyFields
{
    private static readonly string[] Entries = ["next-open", "close"];
    private static readonly string[] Universes = ["as-of", "survivors"];
    private static readonly string[] Adjustments = ["splits", "total"];

    private static readonly string[] OfScan =
    [
        ScanFields.Preset, "symbols", "lists", "where", "formulas", "minPrice", "minDollarVolume", "minBars", "minRating", "signals",
        "types", "sectors", "industries", "exchanges",
    ];

    public static ImmutableArray<ScanField> All { get; } =
    [
        .. ScanFields.All.Where(field => OfScan.Contains(field.Name)),
        Of("from", FieldKind.Date, "First day of signals (default: the first day of the data).",
            (study, given) => study.Request = study.Request with { From = given.Date() }),
        Of("to", FieldKind.Date, "Last day of signals (default: the last day of the data).",
            (study, given) => study.Request = study.Request with { To = given.Date() }),
        Of("horizons", FieldKind.IntegerList, "Sessions after the day of a signal (default: 1, 5, 10, 20, 60).",
            (study, given) => study.Request = study.Request with { Horizons = given.IntegerList() })
            .Between(1, StudyRequest.LongestHorizon),
        Of("entry", FieldKind.Text, "Price of a purchase: the open of the next session (default), or the close of the signal's day.",
            (study, given) => study.Request = study.Request with { Entry = (StudyEntry)Choice(given, Entries) }, Entries),
        Of("costs", FieldKind.Number, "Costs of a purchase or a sale, in basis points of its value (default: 0).",
            (study, given) => study.Request = study.Request with { Costs = given.Number() }) with { Minimum = 0 },
        Of("spread", FieldKind.Boolean, "Add half the estimated bid-ask spread of each symbol to the costs (default: false).",
            (study, given) => study.Request = study.Request with { Spread = given.Boolean() }),
        Of("adjust", FieldKind.Text, "Returns adjusted for splits (default), or for splits and dividends (total).",
            (study, given) => study.Request = study.Request with
            {
                Adjust = Choice(given, Adjustments) == 0 ? PriceAdjustment.Splits : PriceAdjustment.Total,
            }, Adjustments),
        Of("universe", FieldKind.Text, "Symbols of a day: all that traded then (default), or those of them that trade on the last day.",
            (study, given) => study.Request = study.Request with { Universe = (StudyUniverse)Choice(given, Universes) }, Universes),
        Of("delisting", FieldKind.Number, "Change of the last price of a symbol that stops trading, as a fraction, e.g. -0.3 (default: 0).",
            (study, given) => study.Request = study.Request with { Delisting = given.Number() }).Between(-1, 1),
        Of("rankBy", FieldKind.Text, "Formula that orders the symbols of a day.",
            (study, given) => study.Request = study.Request with { RankBy = given.Text() }),
        Of("walkForward", FieldKind.Text, "Parts of the time side by side, e.g. 2y/6m.",
            (study, given) => study.Request = study.Request with { Parts = WalkForward.Parse(given.Text()) }),
        Of("exit", FieldKind.Text, "Trades: end at the open after a close where this condition is true.",
            (study, given) => study.Rules = study.Rules with { Exit = given.Text() }),
        Of("stop", FieldKind.Number, "Trades: end at this fall below the price paid, as a fraction, e.g. 0.08.",
            (study, given) => study.Rules = study.Rules with { Stop = given.Number() }) with { Above = 0 },
        Of("stopOfPlan", FieldKind.Boolean, "Trades: end at the stop of the trade plan.",
            (study, given) => study.Rules = study.Rules with { StopOfPlan = given.Boolean() }),
        Of("maxHold", FieldKind.Integer, "Trades: end after so many sessions.",
            (study, given) => study.Rules = study.Rules with { MaxHold = given.Integer() }).Between(1, TradeRules.LongestHold),
        Of("positions", FieldKind.Integer, "Trades: the most at a time.",
            (study, given) => study.Rules = study.Rules with { Positions = given.Integer() }) with { Minimum = 1 },
        Of("capital", FieldKind.Number, "Trades: dollars of all positions; each is at most 5 % of the symbol's mean dollar volume.",
            (study, given) => study.Rules = study.Rules with { Capital = given.Number() }) with { Above = 0 },
    ];

    private static ScanField Of(
        string name, FieldKind kind, string meaning, Action<StudyDraft, FieldValue> read, IReadOnlyList<string>? choices = null) =>
        new(name, kind, meaning, (draft, given) => read(draft.Study, given), (_, _) => { }) { Choices = choices ?? [] };

    private static ScanField Between(this ScanField field, double minimum, double maximum) =>
        field with { Minimum = minimum, Maximum = maximum };

    private static int Choice(FieldValue given, string[] choices) => Array.IndexOf(choices, given.Text()) is >= 0 and var index
        ? index
        : throw given.Invalid(string.Join(" or ", choices), null, given.Text());
}
