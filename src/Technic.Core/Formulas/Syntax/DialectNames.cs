using System.Collections.Frozen;

namespace Technic.Core.Formulas.Syntax;

/// <summary>The names of other tools for what this language has under another name.</summary>
internal static class DialectNames
{
    /// <summary>thinkScript, StockCharts, TC2000, MetaStock, AmiBroker, zipline, spreadsheets, and the words of screeners.</summary>
    public static FrozenDictionary<string, DialectHint> Usual { get; } = new Dictionary<string, DialectHint>
    {
        // Prices
        ["c"] = new("close"), ["o"] = new("open"), ["h"] = new("high"), ["l"] = new("low"), ["v"] = new("volume"),
        ["hlc3"] = new("typical"),
        ["price"] = new("close"), ["last"] = new("close"), ["lastprice"] = new("close"), ["adjclose"] = new("close"),
        ["vol"] = new("volume"), ["typicalprice"] = new("typical"), ["medianprice"] = new("hl2"), ["netchange"] = new("change"),
        ["netchg"] = new("change"), ["prevclose"] = new("close[1]"), ["previousclose"] = new("close[1]"),
        ["vwapsession"] = new("typical"),

        // Averages
        ["simplemovingavg"] = new("sma"), ["movavgexponential"] = new("ema"), ["movavgweighted"] = new("wma"),
        ["movingaverage"] = new("sma", "sma({1}, {2})"), ["expaverage"] = new("ema"), ["average"] = new("avg"), ["mean"] = new("avg"),
        ["wildersaverage"] = new("smma"), ["wma_wilder"] = new("smma"), ["wilders"] = new("smma"), ["xavg"] = new("ema"),
        ["avgc"] = new("avg"), ["mov"] = new("sma", "sma({0}, {1})"), ["ma"] = new("sma"), ["mavg"] = new("sma"),
        ["hullmovingavg"] = new("hma"), ["ta"] = new("sma"), ["linearregression"] = new("linreg"), ["inertia"] = new("linreg"),

        // Oscillators
        ["willr"] = new("williams_r"), ["percentr"] = new("williams_r"), ["wpr"] = new("williams_r"),
        ["williamspercentr"] = new("williams_r"),
        ["stochastic"] = new("stoch"), ["stochasticslow"] = new("stoch"), ["stochasticfull"] = new("stoch"), ["slowsto"] = new("stoch"),
        ["stochrsi"] = new("stoch_rsi"), ["stochasticrsi"] = new("stoch_rsi"),
        ["mom"] = new("close - close[n]", "{0} - {0}[{1}]", "close - close[{0}]"),
        ["momentum"] = new("close - close[n]", "{0} - {0}[{1}]", "close - close[{0}]"),
        ["relativestrengthindex"] = new("rsi"), ["commoditychannelindex"] = new("cci"), ["rateofchange"] = new("roc"),
        ["roc_percent"] = new("roc"), ["percentchg"] = new("roc(1)"), ["percentchange"] = new("roc", "roc({1}, {0})", "roc({0})"),
        ["pctchange"] = new("roc", "roc({1}, {0})", "roc({0})"), ["changepercent"] = new("roc(1)"), ["returns"] = new("roc(1)"),
        ["macdline"] = new("macd(12, 26, 9).value", "macd({0}, {1}, 9).value", "macd({0}, {1}, {2}).value"),
        ["macdsignal"] = new("macd(12, 26, 9).signal", "macd({0}, {1}, {2}).signal"),
        ["macdhist"] = new("macd(12, 26, 9).histogram", "macd({0}, {1}, {2}).histogram"),

        // Bands and volatility
        ["bbands"] = new("bb"), ["bollingerbands"] = new("bb"), ["bollinger"] = new("bb"), ["keltnerchannels"] = new("keltner"),
        ["keltnerchannel"] = new("keltner"), ["donchianchannels"] = new("donchian"), ["donchianchannel"] = new("donchian"),
        ["bbtop"] = new("bb(20, 2).upper"), ["bbbot"] = new("bb(20, 2).lower"),
        ["bbandtop"] = new("bb(20, 2).upper", "bb({0}, {1}, {2}).upper"),
        ["bbandbot"] = new("bb(20, 2).lower", "bb({0}, {1}, {2}).lower"),
        ["averagetruerange"] = new("atr"), ["truerange"] = new("tr", "tr{}"), ["stdevp"] = new("stdev"), ["std"] = new("stdev"),
        ["stddev"] = new("stdev"), ["stdev_s"] = new("stdev"), ["stdevall"] = new("stdev"), ["parabolicsar"] = new("psar"),
        ["sar"] = new("psar"),

        // Trend and volume
        ["plusdi"] = new("plus_di"), ["minusdi"] = new("minus_di"), ["diplus"] = new("plus_di"), ["diminus"] = new("minus_di"),
        ["pdi"] = new("plus_di"), ["mdi"] = new("minus_di"), ["aroonup"] = new("aroon(25).up", "aroon({0}).up"),
        ["aroondown"] = new("aroon(25).down", "aroon({0}).down"), ["moneyflowindex"] = new("mfi"), ["chaikinmoneyflow"] = new("cmf"),
        ["onbalancevolume"] = new("obv", "obv{}"), ["accdist"] = new("adl", "adl{}"), ["relvol"] = new("volumeRatio"),
        ["relativevolume"] = new("volumeRatio"), ["rvol"] = new("volumeRatio"),
        ["avgvolume"] = new("avg(volume, 20)", "avg(volume, {0})"),
        ["averagevolume"] = new("avg(volume, 20)", "avg(volume, {0})"), ["avgvol"] = new("avg(volume, 20)", "avg(volume, {0})"),
        ["volumeavg"] = new("avg(volume, 20)", "avg(volume, {0})"), ["sctr"] = new("relativeStrength"),
        ["rsrank"] = new("relativeStrength"),

        // Logic, time and arithmetic
        ["iff"] = new("if", "if({0}, {1}, {2})"), ["iif"] = new("if", "if({0}, {1}, {2})"), ["hhv"] = new("highest"),
        ["llv"] = new("lowest"),
        ["highestall"] = new("highest(high, 5000)", "highest({0}, 5000)"), ["lowestall"] = new("lowest(low, 5000)", "lowest({0}, 5000)"),
        ["ref"] = new("x[n]", "{0}[{!1}]"), ["delay"] = new("x[n]", "{0}[{1}]"), ["getvalue"] = new("x[n]", "{0}[{1}]"),
        ["delta"] = new("x - x[n]", "({0} - {0}[{1}])"), ["crossover"] = new("a crosses above b", "{0} crosses above {1}"),
        ["crossunder"] = new("a crosses below b", "{0} crosses below {1}"),
        ["cross"] = new("a crosses b", "{0} crosses above {1}"), ["crosses"] = new("a crosses b", "{0} crosses {1}"),
        ["xup"] = new("a crosses above b", "{0} crosses above {1}"), ["xdown"] = new("a crosses below b", "{0} crosses below {1}"),
        ["barssince"] = new("bars_since(condition)", "bars_since({0})"),
        ["valuewhen"] = new("value_when(condition, x)", "value_when({0}, {1})"),
        ["countif"] = new("count(condition, n)", "count({0}, {1})"), ["counttrue"] = new("count(condition, n)", "count({0}, {1})"),
        ["truecount"] = new("count(condition, n)", "count({0}, {1})"),
        ["fallingbars"] = new("streak(condition)", "streak({0} < {0}[1])"),
        ["risingbars"] = new("streak(condition)", "streak({0} > {0}[1])"),
        ["isascending"] = new("x > x[n]", "({0} > {0}[1]) for {1}", "{0} > {0}[1]"),
        ["isdescending"] = new("x < x[n]", "({0} < {0}[1]) for {1}", "{0} < {0}[1]"),
        ["pow"] = new("exp(y * log(x))", "exp({1} * log({0}))"), ["power"] = new("exp(y * log(x))", "exp({1} * log({0}))"),
        ["sqr"] = new("x * x", "({0}) * ({0})"), ["ln"] = new("log"), ["absvalue"] = new("abs"), ["ceiling"] = new("ceil"),
        ["na"] = new("nz(x, y)"), ["isnan"] = new("nz(x, y)"),
        ["totalsum"] = new("since(condition, sum(x))"), ["cum"] = new("since(condition, sum(x))"),
        ["security"] = new("weekly.x, SPY.x"),

        // zipline and the formulaic alphas
        ["correl"] = new("correlation"), ["ts_rank"] = new("percent_rank"), ["ts_max"] = new("highest"), ["ts_min"] = new("lowest"),
        ["ts_sum"] = new("sum"), ["ts_argmax"] = new("highest_bar"), ["ts_argmin"] = new("lowest_bar"), ["ts_mean"] = new("avg"),
        ["decay_linear"] = new("wma"), ["scale"] = new("scale_across"), ["signedpower"] = new("sign(x) * exp(a * log(abs(x)))"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Members of Pine's namespaces that differ from the usual names, or from ours of the same name.</summary>
    public static FrozenDictionary<string, DialectHint> Pine { get; } = new Dictionary<string, DialectHint>
    {
        ["highest"] = new("highest", "highest({0}, {1})", "highest(high, {0})"),
        ["lowest"] = new("lowest", "lowest({0}, {1})", "lowest(low, {0})"),
        ["rma"] = new("smma"), ["change"] = new("x - x[n]", "({0} - {0}[{1}])", "({0} - {0}[1])"),
        ["mom"] = new("x - x[n]", "({0} - {0}[{1}])"), ["cci"] = new("cci", "cci({1})"), ["mfi"] = new("mfi", "mfi({1})"),
        ["vwma"] = new("vwma", "vwma({1})"), ["wpr"] = new("williams_r", "williams_r({0})"), ["tr"] = new("tr", "tr{}"),
        ["obv"] = new("obv"), ["vwap"] = new("rolling_vwap(20)", "rolling_vwap(20){}"), ["stoch"] = new("stoch", "stoch({3}, 3, 1).k"),
        ["supertrend"] = new("supertrend", "supertrend({1}, {0}).value"), ["sar"] = new("psar", "psar({1}, {2})"),
        ["kc"] = new("keltner", "keltner({1}, {2}, {1})"), ["dmi"] = new("adx(14)", "adx({0})"),
        ["bbw"] = new("bb(20, 2).width", "bb({0}, {1}, {2}).width"),
        ["linreg"] = new("linreg", "linreg({0}, {1})", "linreg({0}, {1})[{2}]"), ["rising"] = new("x > x[1]", "({0} > {0}[1]) for {1}"),
        ["falling"] = new("x < x[1]", "({0} < {0}[1]) for {1}"), ["cross"] = new("a crosses b", "{0} crosses {1}"),
        ["valuewhen"] = new("value_when(condition, x)", "value_when({0}, {1})"),
        ["percentrank"] = new("percent_rank"), ["tsi"] = new("tsi", "tsi({0}, {2}, {1})"),
        ["avg"] = new("(a + b) / 2", "({0} + {1}) / 2"),
        ["highestbars"] = new("highest_bar"), ["lowestbars"] = new("lowest_bar"), ["dev"] = new("stdev"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
