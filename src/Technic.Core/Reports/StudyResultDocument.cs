using System.Text.Json.Serialization;
using Technic.Core.Market;
using Technic.Core.Studies;

namespace Technic.Core.Reports;

/// <summary>The figures of a study; returns are fractions.</summary>
/// <param name="Formula">The condition with the filters.</param>
/// <param name="From">The first session.</param>
/// <param name="To">The last session.</param>
/// <param name="Universe">The symbols of a day: as-of or survivors.</param>
/// <param name="SurvivorsOnly">Whether only symbols were looked at that trade on the last day of the data.</param>
/// <param name="UniverseSymbols">The number of symbols of the universe.</param>
/// <param name="Sessions">The number of sessions.</param>
/// <param name="Entry">The price that a signal is bought at: next-open or close.</param>
/// <param name="Costs">The costs of a purchase or a sale, in basis points.</param>
/// <param name="HalfSpread">Half the mean estimated spread, in basis points; null if it is not a cost.</param>
/// <param name="Adjust">The adjustment of the prices.</param>
/// <param name="Delisting">The change of the last price of a symbol that stops trading.</param>
/// <param name="Signals">The number of signals.</param>
/// <param name="Days">The number of days with a signal.</param>
/// <param name="Symbols">The number of symbols with a signal.</param>
/// <param name="NotBought">Signals that were not bought, because the symbol did not trade in the next session.</param>
/// <param name="Horizons">What followed, by horizon.</param>
/// <param name="ByYear">What followed, by the year of the signal.</param>
/// <param name="BySector">What followed, by sector; empty if no sector is known.</param>
/// <param name="ByRegime">What followed, by the state of the market on the day of the signal.</param>
/// <param name="ByDollarVolume">What followed, by the mean dollar volume of the symbol on the day of the signal.</param>
/// <param name="Parts">The parts of a walk forward.</param>
/// <param name="Decay">The excess in each session after a signal.</param>
/// <param name="Portfolio">The portfolio of the signals.</param>
/// <param name="Trades">The trades, if there are rules.</param>
/// <param name="Ranks">The order of the symbols, if there is one.</param>
/// <param name="DeflatedSharpe">The deflated Sharpe ratio of the portfolio, 0 to 1.</param>
/// <param name="Variants">The number of variants that were studied on these data, this one included.</param>
/// <param name="Verdict">The answer in words, one sentence each.</param>
/// <param name="Warnings">What limits the figures, one sentence each.</param>
public sealed record StudyResultDocument(
    string Formula, DateOnly From, DateOnly To, string Universe, bool SurvivorsOnly, int UniverseSymbols, int Sessions, string Entry,
    double Costs, double? HalfSpread, string Adjust, double Delisting, int Signals, int Days, int Symbols, int NotBought,
    IReadOnlyList<StudyHorizon> Horizons, IReadOnlyList<StudyYear> ByYear, IReadOnlyList<StudySector> BySector,
    IReadOnlyList<StudyRegime> ByRegime, IReadOnlyList<StudyDollarVolume> ByDollarVolume,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<StudySpan>? Parts,
    IReadOnlyList<StudyDecay> Decay, StudyPortfolioFigures Portfolio,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StudyTrades? Trades,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StudyRanks? Ranks,
    double? DeflatedSharpe, int Variants, IReadOnlyList<string> Verdict, IReadOnlyList<string> Warnings)
{
    public static StudyResultDocument Of(StudyResult study) => new(
        study.Formula, study.From, study.To, study.Request.Universe == StudyUniverse.AsOf ? "as-of" : "survivors", study.SurvivorsOnly,
        study.UniverseSymbols, study.Sessions, study.Request.Entry == StudyEntry.NextOpen ? "next-open" : "close", study.Request.Costs,
        10_000 * study.HalfSpread, study.Request.Adjust.Word(), study.Request.Delisting, study.Signals, study.Days, study.Symbols,
        study.NotBought, [.. study.Horizons.Select((_, i) => StudyHorizon.Of(study, i))],
        Of(study.ByYear, (name, signals, days, horizons) => new StudyYear(name, signals, days, horizons)),
        Of(study.BySector, (name, signals, days, horizons) => new StudySector(name, signals, days, horizons)),
        Of(study.ByRegime, (name, signals, days, horizons) => new StudyRegime(name, signals, days, horizons)),
        Of(study.BySize, (name, signals, days, horizons) => new StudyDollarVolume(name, signals, days, horizons)),
        study.Parts.Count == 0 ? null : Of(study.Parts, (name, signals, days, horizons) => new StudySpan(name, signals, days, horizons)),
        [.. study.Decay.Select(StudyDecay.Of)], StudyPortfolioFigures.Of(study.Portfolio),
        study.Trades is { } trades ? StudyTrades.Of(trades) : null, study.Ranks is { } ranks ? StudyRanks.Of(ranks) : null,
        study.DeflatedSharpe, study.Variants, StudyVerdict.Of(study), study.Warnings);

    private static T[] Of<T>(IReadOnlyList<StudyPart> parts, Func<string, int, int, IReadOnlyList<HorizonFigures>, T> make) =>
        [.. parts.Select(part => make(part.Name, part.Signals, part.Days, [.. part.Horizons.Select(HorizonFigures.Of)]))];
}

/// <summary>The signals of a year.</summary>
public sealed record StudyYear(string Year, int Signals, int Days, IReadOnlyList<HorizonFigures> Horizons);

/// <summary>The signals of a sector.</summary>
public sealed record StudySector(string Sector, int Signals, int Days, IReadOnlyList<HorizonFigures> Horizons);

/// <summary>The signals in a state of the market.</summary>
public sealed record StudyRegime(string Regime, int Signals, int Days, IReadOnlyList<HorizonFigures> Horizons);

/// <summary>The signals of symbols with a mean dollar volume.</summary>
public sealed record StudyDollarVolume(string DollarVolume, int Signals, int Days, IReadOnlyList<HorizonFigures> Horizons);

/// <summary>The signals of a span of time.</summary>
public sealed record StudySpan(string Span, int Signals, int Days, IReadOnlyList<HorizonFigures> Horizons);
