namespace Technic.Core.Formulas.Library;

/// <summary>Setups that scans look for, as ordinary formulas.</summary>
internal static class SetupFormulas
{
    private const string Family = "Setups";

    public static IReadOnlyList<NamedFormula> All { get; } =
    [
        new("new_high", "high > highest(high, bars)[1]", "The high is above those of the bars before", Family,
            new FormulaParameter("bars", 252)),
        new("new_low", "low < lowest(low, bars)[1]", "The low is below those of the bars before", Family,
            new FormulaParameter("bars", 252)),
        new("gap_up", "100 * (open / close[1] - 1) >= percent", "The open is above the close before, by a number of percent", Family,
            new FormulaParameter("percent", 2)),
        new("gap_down", "100 * (open / close[1] - 1) <= -percent", "The open is below the close before, by a number of percent", Family,
            new FormulaParameter("percent", 2)),
        new("inside_day", "high < high[1] and low > low[1]", "The range lies within that of the bar before", Family),
        new("outside_day", "high > high[1] and low < low[1]", "The range contains that of the bar before", Family),
        new("nr7", "high - low < lowest(high - low, 6)[1]", "The narrowest range of seven bars", Family),
        new("nr4", "high - low < lowest(high - low, 3)[1]", "The narrowest range of four bars", Family),
        new("golden_cross", "sma(50) crosses above sma(200)", "The average of 50 bars rises above that of 200", Family),
        new("death_cross", "sma(50) crosses below sma(200)", "The average of 50 bars falls below that of 200", Family),
        new("pocket_pivot", "close > close[1] and volume > highest(if(close < close[1], volume, 0), 10)[1]",
            "A rise on more volume than that of any falling day of the ten before (Morales and Kacher)", Family),
        new("squeeze", "bb(20, 2).upper < keltner(20, 1.5).upper and bb(20, 2).lower > keltner(20, 1.5).lower",
            "The Bollinger bands lie within the Keltner channel (John Carter)", Family),
        new("squeeze_fired", "squeeze[1] and not squeeze", "The Bollinger bands have just left the Keltner channel", Family),
        new("stage_2",
            "close > sma(150) and sma(150) > sma(200) and sma(200) > sma(200)[21] and sma(50) > sma(150) and close > sma(50) "
            + "and close >= 1.3 * lowest(low, 252) and close >= 0.75 * highest(high, 252)",
            "A rising trend by Mark Minervini's template", Family),
        new("vcp",
            """
            let depth1 = highest(high, 40)[20] / lowest(low, 40)[20] - 1;
            let depth2 = highest(high, 12)[8] / lowest(low, 12)[8] - 1;
            let depth3 = highest(high, 8) / lowest(low, 8) - 1;
            depth2 < 0.75 * depth1 and depth3 < 0.75 * depth2 and depth3 < 0.1
            and avg(volume, 8) < avg(volume, 50) and close > sma(50) and close >= 0.85 * highest(high, 252)
            """,
            "Volatility contraction: three ranges, each three quarters of the one before or less, on falling volume near the year's high",
            Family),
        new("cup_and_handle",
            """
            let rim = highest(high, 40)[60];
            let bottom = lowest(low, 60)[15];
            let right = highest(high, 15)[6];
            let handle = lowest(low, 6);
            let depth = 1 - bottom / rim;
            depth between 0.12 and 0.35 and right between 0.95 * rim and 1.05 * rim
            and handle > bottom + (rim - bottom) / 2 and 1 - handle / right between 0.02 and 0.15
            and close > handle + (right - handle) / 2
            """,
            "A cup of 12 to 35 % over about 100 bars, whose right rim reaches the left one, with a handle of 2 to 15 % in its upper half",
            Family),
        new("pullback", "sma(50) > sma(200) and close > sma(50) and close < sma(20) and rsi(14) between 35 and 55",
            "A rising stock below its average of 20 bars", Family),
        new("breakout", "fromHigh55 >= -1 and volume / avg(volume, 20)[1] >= 1.5 and close > close[1] and close > sma(50)",
            "A rise to within 1 % of the high of 55 bars, or of all bars if they are fewer, on unusual volume", Family),
        new("breakdown", "fromLow55 <= 1 and volume / avg(volume, 20)[1] >= 1.5 and close < close[1] and close < sma(50)",
            "A fall to within 1 % of the low of 55 bars, or of all bars if they are fewer, on unusual volume", Family),
        new("oversold", "rsi(14) < 30 and bb(20, 2).percent_b < 0.05", "A low RSI and a close near the lower Bollinger band", Family),
        new("overbought", "rsi(14) > 70 and bb(20, 2).percent_b > 0.95", "A high RSI and a close near the upper Bollinger band", Family),
        new("uptrend",
            "close > sma(20) and sma(20) > sma(50) and sma(50) > sma(200) and adx(14) >= 25 and plus_di(14) > minus_di(14)",
            "The averages of 20, 50 and 200 bars in order, in a strong trend", Family),
        new("steady_rise", "roc(21) > 0 and macd(12, 26, 9).histogram > 0 and rsi(14) between 50 and 75",
            "A rise that gains momentum without being stretched", Family),
        new("calm", "bb(20, 2).width < 0.06 and volatility(20) < 0.75 * volatility(60)",
            "Narrow Bollinger bands, and less volatility than usual", Family),
    ];
}
