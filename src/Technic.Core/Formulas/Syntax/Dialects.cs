using System.Collections.Frozen;

namespace Technic.Core.Formulas.Syntax;

/// <summary>Hints for formulas in the language of another tool: thinkScript, Pine, StockCharts, TC2000, zipline and spreadsheets.</summary>
internal static class Dialects
{
    /// <summary>Names of other tools with ours.</summary>
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["c"] = "close", ["o"] = "open", ["h"] = "high", ["l"] = "low", ["v"] = "volume", ["hlc3"] = "typical",
        ["simplemovingavg"] = "sma", ["movavgexponential"] = "ema", ["movingaverage"] = "sma", ["expaverage"] = "ema",
        ["average"] = "avg", ["mean"] = "avg", ["wildersaverage"] = "smma", ["wma_wilder"] = "smma", ["xavg"] = "ema", ["avgc"] = "avg",
        ["ta"] = "sma", ["bbands"] = "bb", ["bollingerbands"] = "bb", ["bollinger"] = "bb", ["keltnerchannels"] = "keltner",
        ["donchianchannels"] = "donchian", ["willr"] = "williams_r", ["percentr"] = "williams_r", ["wpr"] = "williams_r",
        ["stochastic"] = "stoch", ["stochasticslow"] = "stoch", ["stochasticfull"] = "stoch", ["slowsto"] = "stoch",
        ["stochrsi"] = "stoch_rsi", ["mom"] = "close - close[n]", ["momentum"] = "close - close[n]", ["iff"] = "if", ["hhv"] = "highest",
        ["llv"] = "lowest", ["ref"] = "x[n]", ["delay"] = "x[n]", ["delta"] = "x - x[n]", ["crossover"] = "a crosses above b",
        ["crossunder"] = "a crosses below b", ["cross"] = "a crosses b", ["barssince"] = "bars_since(condition)",
        ["valuewhen"] = "value_when(condition, x)", ["stdevp"] = "stdev", ["std"] = "stdev", ["stddev"] = "stdev",
        ["pow"] = "exp(y * log(x))",
        ["sqr"] = "x * x", ["ln"] = "log", ["ceil"] = "round", ["floor"] = "round", ["iif"] = "if", ["truerange"] = "tr",
        ["countif"] = "count(condition, n)", ["counttrue"] = "count(condition, n)", ["security"] = "weekly.x, SPY.x",
        ["fallingbars"] = "streak(condition)", ["risingbars"] = "streak(condition)", ["plusdi"] = "plus_di", ["minusdi"] = "minus_di",
        ["diplus"] = "plus_di", ["diminus"] = "minus_di", ["aroonup"] = "aroon(25).up", ["aroondown"] = "aroon(25).down",
        ["macdline"] = "macd(12, 26, 9).value", ["parabolicsar"] = "psar", ["sar"] = "psar", ["hullmovingavg"] = "hma",
        ["vwapsession"] = "vwap",
        ["moneyflowindex"] = "mfi", ["chaikinmoneyflow"] = "cmf", ["onbalancevolume"] = "obv", ["accdist"] = "adl", ["roc_percent"] = "roc",
        ["rateofchange"] = "roc", ["percentchg"] = "roc(1)", ["correl"] = "correlation", ["ts_rank"] = "percent_rank",
        ["ts_max"] = "highest",
        ["ts_min"] = "lowest", ["ts_sum"] = "sum", ["stdev_s"] = "stdev", ["na"] = "nz(x, y)", ["isnan"] = "nz(x, y)",
        ["returns"] = "roc(1)",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words between two operands.</summary>
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["x"] = "crosses", ["cross"] = "crosses", ["crossing"] = "crosses", ["crossover"] = "crosses above",
        ["crossunder"] = "crosses below",
        ["xover"] = "crosses above", ["xup"] = "crosses above", ["xdown"] = "crosses below", ["is"] = "=", ["equals"] = "=",
        ["greater"] = ">", ["less"] = "<", ["than"] = ">", ["above"] = ">", ["below"] = "<", ["over"] = ">", ["under"] = "<",
        ["xor"] = "!=",
        ["then"] = "if(condition, a, b)", ["else"] = "if(condition, a, b)", ["minus"] = "-", ["plus"] = "+", ["times"] = "*",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Namespaces of Pine, whose members have the same or similar names here.</summary>
    private static readonly FrozenSet<string> Namespaces =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "ta", "math", "request", "syminfo", "input", "reference", "talib");

    /// <summary>The beginning of statements of thinkScript and Pine.</summary>
    private static readonly FrozenDictionary<string, string> Statements = new Dictionary<string, string>
    {
        ["def"] = "let NAME = FORMULA;", ["plot"] = "--column \"NAME: FORMULA\"", ["input"] = "let NAME = 14;",
        ["rec"] = "let NAME = FORMULA;",
        ["var"] = "let NAME = FORMULA;", ["study"] = "--column \"NAME: FORMULA\"", ["indicator"] = "--column \"NAME: FORMULA\"",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Our name of what another tool calls so; <c>null</c> if there is none.</summary>
    public static string? Translate(string name) =>
        Names.GetValueOrDefault(name) ?? Names.GetValueOrDefault(name.Replace("_", "", StringComparison.Ordinal));

    /// <summary>Whether a name is a namespace of another language, e.g. <c>ta</c> in <c>ta.rsi(close, 14)</c>.</summary>
    public static bool IsNamespace(string name) => Namespaces.Contains(name);

    /// <summary>The hint for a word that stands where an operator is expected; <c>null</c> without one.</summary>
    public static string? HintForWord(string word) =>
        Words.GetValueOrDefault(word) is { } operation ? $" (did you mean '{operation}'?)" : null;

    /// <summary>How we write what a word begins in another language, e.g. <c>def</c>; <c>null</c> without an answer.</summary>
    public static string? Statement(string word) => Statements.GetValueOrDefault(word);
}
