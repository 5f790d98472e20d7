using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Studies;

namespace Technic.Core.Reports;

/// <summary>
/// A study as JSON. Returns are fractions, 0.01 is one percent; <c>null</c> where there is no value. docs/study.md defines each figure.
/// </summary>
public static class StudyJson
{
    /// <summary>Writes a study as an object.</summary>
    public static void Write(Utf8JsonWriter json, StudyResult study)
    {
        json.WriteStartObject();
        json.WriteString("formula", study.Formula);
        json.Date("from", study.From);
        json.Date("to", study.To);
        json.WriteString("universe", study.Request.Universe == StudyUniverse.AsOf ? "as-of" : "survivors");
        json.WriteBoolean("survivorsOnly", study.SurvivorsOnly);
        json.WriteNumber("universeSymbols", study.UniverseSymbols);
        json.WriteNumber("sessions", study.Sessions);
        json.WriteString("entry", study.Request.Entry == StudyEntry.NextOpen ? "next-open" : "close");
        json.WriteNumber("costs", study.Request.Costs);
        json.Number("halfSpread", 10_000 * study.HalfSpread);
        json.WriteString("adjust", study.Request.Adjust.Word());
        json.WriteNumber("delisting", study.Request.Delisting);
        json.WriteNumber("signals", study.Signals);
        json.WriteNumber("days", study.Days);
        json.WriteNumber("symbols", study.Symbols);
        json.WriteNumber("notBought", study.NotBought);
        WriteHorizons(json, study.Horizons, study);
        WriteParts(json, "byYear", "year", study.ByYear);
        WriteParts(json, "bySector", "sector", study.BySector);
        WriteParts(json, "byRegime", "regime", study.ByRegime);
        WriteParts(json, "byDollarVolume", "dollarVolume", study.BySize);
        if (study.Parts.Count > 0) WriteParts(json, "parts", "span", study.Parts);
        WriteDecay(json, study.Decay);
        WritePortfolio(json, study.Portfolio);
        if (study.Trades is { } trades) WriteTrades(json, trades);
        if (study.Ranks is { } ranks) WriteRanks(json, ranks);
        json.Number("deflatedSharpe", study.DeflatedSharpe);
        json.WriteNumber("variants", study.Variants);
        WriteTexts(json, "verdict", StudyVerdict.Of(study));
        WriteTexts(json, "warnings", study.Warnings);
        json.WriteEndObject();
    }

    /// <summary>Writes several studies as a list.</summary>
    public static void WriteAll(Utf8JsonWriter json, IReadOnlyList<StudyResult> studies)
    {
        json.WriteStartArray();
        foreach (var study in studies) Write(json, study);
        json.WriteEndArray();
    }

    /// <summary>Writes a check for look-ahead: <c>{"days","differences":[{"date","symbol","inStudy"}]}</c>.</summary>
    public static void WriteCheck(Utf8JsonWriter json, int days, IReadOnlyList<LookAhead> differences)
    {
        json.WriteStartObject();
        json.WriteNumber("days", days);
        json.WriteStartArray("differences");
        foreach (var difference in differences)
        {
            json.WriteStartObject();
            json.Date("date", difference.Day);
            json.WriteString("symbol", difference.Symbol.Text);
            json.WriteBoolean("inStudy", difference.IsInStudy);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes the property <c>survivorship</c>: <c>{"condition","sessions","all":{"symbols","signals","mean","excessMean","marketCagr"},
    /// "survivors":{…}}</c>; <c>survivors</c> is <c>null</c> if no symbol has stopped.
    /// </summary>
    public static void WriteSurvivorship(Utf8JsonWriter json, Survivorship survivorship)
    {
        json.WriteStartObject("survivorship");
        json.WriteString("condition", Survivorship.Condition);
        json.WriteNumber("sessions", Survivorship.Sessions);
        WriteSide("all", survivorship.All);
        if (survivorship.Survivors is { } survivors) WriteSide("survivors", survivors);
        else json.WriteNull("survivors");
        json.WriteEndObject();

        void WriteSide(string name, StudyResult study)
        {
            json.WriteStartObject(name);
            json.WriteNumber("symbols", study.UniverseSymbols);
            json.WriteNumber("signals", study.Horizons[0].Signals);
            json.Number("mean", study.Horizons[0].Mean);
            json.Number("excessMean", study.Horizons[0].ExcessMean);
            json.Number("marketCagr", study.Portfolio.Market.Cagr);
            json.WriteEndObject();
        }
    }

    /// <param name="json">The writer.</param>
    /// <param name="horizons">The horizons.</param>
    /// <param name="study">The study that they are the horizons of; <c>null</c> for those of a part.</param>
    private static void WriteHorizons(Utf8JsonWriter json, IReadOnlyList<HorizonResult> horizons, StudyResult? study = null)
    {
        json.WriteStartArray("horizons");
        for (var i = 0; i < horizons.Count; i++)
        {
            var horizon = horizons[i];
            json.WriteStartObject();
            json.WriteNumber("sessions", horizon.Sessions);
            json.WriteNumber("signals", horizon.Signals);
            json.WriteNumber("days", horizon.Days);
            json.Number("mean", horizon.Mean);
            json.Number("meanAfterCosts", horizon.MeanAfterCosts);
            json.Number("meanAfterSpread", horizon.MeanAfterSpread);
            json.Number("median", horizon.Median);
            json.Number("positive", horizon.Positive);
            json.Number("excessMean", horizon.ExcessMean);
            json.Number("excessPositive", horizon.ExcessPositive);
            json.Number("standardError", horizon.StandardError);
            WriteInterval(json, "interval", horizon.Interval);
            json.Number("spyExcessMean", horizon.SpyExcessMean);
            WriteInterval(json, "spyInterval", horizon.SpyInterval);
            json.Number("mae", horizon.Adverse);
            json.Number("mfe", horizon.Favorable);
            json.Number("best", horizon.Best);
            json.Number("worst", horizon.Worst);
            json.Number("profitFactor", horizon.ProfitFactor);
            json.WriteNumber("stopped", horizon.Stopped);
            if (study is not null)
            {
                WriteInterval(json, "bootstrap", study.Bootstrap[i]);
                WriteDistribution(json, study.Distributions[i]);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteDistribution(Utf8JsonWriter json, ReturnDistribution distribution)
    {
        json.WriteStartObject("distribution");
        json.Number("low", distribution.Low);
        json.Number("high", distribution.High);
        json.WriteStartArray("counts");
        foreach (var count in distribution.Counts) json.WriteNumberValue(count);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, string list, string name, IReadOnlyList<StudyPart> parts)
    {
        json.WriteStartArray(list);
        foreach (var part in parts)
        {
            json.WriteStartObject();
            json.WriteString(name, part.Name);
            json.WriteNumber("signals", part.Signals);
            json.WriteNumber("days", part.Days);
            WriteHorizons(json, part.Horizons);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteDecay(Utf8JsonWriter json, IReadOnlyList<DecayPoint> decay)
    {
        json.WriteStartArray("decay");
        foreach (var point in decay)
        {
            json.WriteStartObject();
            json.WriteNumber("session", point.Session);
            json.WriteNumber("signals", point.Signals);
            json.Number("excess", point.Excess);
            json.Number("cumulative", point.Cumulative);
            WriteInterval(json, "interval", point.Interval);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePortfolio(Utf8JsonWriter json, PortfolioResult portfolio)
    {
        json.WriteStartObject("portfolio");
        WriteValues(json, portfolio.Gross);
        json.Number("exposure", portfolio.Exposure);
        json.WriteNumber("sessions", portfolio.Sessions);
        json.Number("names", portfolio.Names.Count == 0 ? null : portfolio.Names.Average());
        json.Number("turnover", portfolio.Turnover.Count == 0 ? null : portfolio.Turnover.Average());
        WritePerformance(json, "afterCosts", portfolio.AfterCosts);
        if (portfolio.AfterSpread is { } afterSpread) WritePerformance(json, "afterSpread", afterSpread);
        else json.WriteNull("afterSpread");
        WritePerformance(json, "market", portfolio.Market);
        json.WriteEndObject();
    }

    private static void WriteTrades(Utf8JsonWriter json, TradeResult trades)
    {
        json.WriteStartObject("trades");
        json.WriteNumber("trades", trades.All.Count);
        json.WriteNumber("skipped", trades.Skipped);
        json.Number("mean", trades.Mean);
        json.Number("meanBeforeCosts", trades.MeanBeforeCosts);
        json.WriteNumber("capped", trades.Capped);
        json.Number("filled", trades.MeanFilled);
        json.Number("positive", trades.Positive);
        json.Number("profitFactor", trades.ProfitFactor);
        json.Number("sessions", trades.MeanSessions);
        json.WriteStartObject("ends");
        foreach (var end in trades.All.GroupBy(trade => trade.End).OrderBy(end => end.Key))
            json.WriteNumber(NameOf(end.Key), end.Count());
        json.WriteEndObject();
        if (trades.Equity is { } equity) WritePerformance(json, "equity", equity);
        json.WriteEndObject();
    }

    private static void WriteRanks(Utf8JsonWriter json, RankResult ranks)
    {
        json.WriteStartObject("ranks");
        json.WriteString("formula", ranks.Formula);
        json.WriteStartArray("horizons");
        foreach (var horizon in ranks.Horizons)
        {
            json.WriteStartObject();
            json.WriteNumber("sessions", horizon.Sessions);
            json.WriteNumber("days", horizon.Days);
            json.WriteStartArray("deciles");
            foreach (var mean in horizon.Quantiles) WriteNumber(json, mean);
            json.WriteEndArray();
            json.Number("spread", horizon.Spread);
            json.Number("spreadT", horizon.SpreadT);
            json.Number("ic", horizon.Ic);
            json.Number("icT", horizon.IcT);
            json.Number("monotonicity", horizon.Monotonicity);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePerformance(Utf8JsonWriter json, string name, Performance performance)
    {
        json.WriteStartObject(name);
        WriteValues(json, performance);
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, Performance performance)
    {
        json.Number("cagr", performance.Cagr);
        json.Number("volatility", performance.Volatility);
        json.Number("sharpe", performance.Sharpe);
        json.Number("maxDrawdown", performance.MaxDrawdown);
    }

    private static void WriteInterval(Utf8JsonWriter json, string name, (double Low, double High) interval)
    {
        json.WriteStartArray(name);
        WriteNumber(json, interval.Low);
        WriteNumber(json, interval.High);
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>The word for the end of a trade.</summary>
    public static string NameOf(TradeEnd end) => end switch
    {
        TradeEnd.Exit => "exit",
        TradeEnd.Stop => "stop",
        TradeEnd.MaxHold => "maxHold",
        TradeEnd.Delisted => "delisted",
        TradeEnd.Open => "open",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "Unknown end."),
    };
}
