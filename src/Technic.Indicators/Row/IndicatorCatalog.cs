using System.Collections.Immutable;

namespace Technic.Indicators;

/// <summary>The description of an indicator.</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Name">Its name in JSON, CSV and filters, e.g. <c>rsi14</c>.</param>
/// <param name="Unit">The unit of its values; empty for a plain number.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="FirstIndex">The index of the first bar that can have a value, from 0.</param>
public sealed record IndicatorInfo(Indicator Indicator, string Name, string Unit, string Meaning, int FirstIndex);

/// <summary>Every indicator with its name, unit and meaning, in the order of <see cref="Indicator"/>.</summary>
public static class IndicatorCatalog
{
    public static ImmutableArray<IndicatorInfo> All { get; } =
    [
        new(Indicator.Sma20, "sma20", "$", "Simple average of the last 20 closes", 19),
        new(Indicator.Sma50, "sma50", "$", "Simple average of the last 50 closes", 49),
        new(Indicator.Sma200, "sma200", "$", "Simple average of the last 200 closes", 199),
        new(Indicator.Ema12, "ema12", "$", "Exponential average of closes, 12 bars", 11),
        new(Indicator.Ema26, "ema26", "$", "Exponential average of closes, 26 bars", 25),
        new(Indicator.Rsi14, "rsi14", "0 to 100", "Relative strength index of closes, 14 bars, Wilder", 14),
        new(Indicator.Macd, "macd", "$", "EMA 12 minus EMA 26", 25),
        new(Indicator.MacdSignal, "macdSignal", "$", "Exponential average of the MACD, 9 bars", 33),
        new(Indicator.MacdHistogram, "macdHistogram", "$", "MACD minus its signal line", 33),
        new(Indicator.Atr14, "atr14", "$", "Average true range, 14 bars, Wilder", 14),
        new(Indicator.AtrPercent, "atrPercent", "%", "ATR 14 in percent of the close", 14),
        new(Indicator.Adx14, "adx14", "0 to 100",
            "Average directional index, 14 bars, Wilder: strength of a trend, regardless of its direction", 27),
        new(Indicator.PlusDi14, "plusDi14", "0 to 100", "Positive directional indicator, 14 bars, Wilder", 14),
        new(Indicator.MinusDi14, "minusDi14", "0 to 100", "Negative directional indicator, 14 bars, Wilder", 14),
        new(Indicator.BollingerUpper, "bollingerUpper", "$", "SMA 20 plus two standard deviations of the last 20 closes", 19),
        new(Indicator.BollingerLower, "bollingerLower", "$", "SMA 20 minus two standard deviations of the last 20 closes", 19),
        new(Indicator.PercentB, "percentB", "", "Position of the close between the Bollinger bands: 0 at the lower, 1 at the upper", 19),
        new(Indicator.BandWidth, "bandWidth", "", "Distance between the Bollinger bands as a fraction of SMA 20", 19),
        new(Indicator.StochasticK, "stochasticK", "0 to 100",
            "Slow stochastic %K: position of the close in the range of 14 bars, averaged over 3", 15),
        new(Indicator.StochasticD, "stochasticD", "0 to 100", "Slow stochastic %D: average of the last 3 %K", 17),
        new(Indicator.Mfi14, "mfi14", "0 to 100", "Money flow index, 14 bars", 14),
        new(Indicator.Obv, "obv", "shares", "On-balance volume since the first bar", 0),
        new(Indicator.Roc1, "roc1", "%", "Return over 1 bar", 1),
        new(Indicator.Roc5, "roc5", "%", "Return over 5 bars", 5),
        new(Indicator.Roc21, "roc21", "%", "Return over 21 bars", 21),
        new(Indicator.Roc63, "roc63", "%", "Return over 63 bars", 63),
        new(Indicator.Volatility20, "volatility20", "per year",
            "Standard deviation of the last 20 returns, times the root of 252: 0.25 is 25 % a year", 20),
        new(Indicator.Volatility60, "volatility60", "per year",
            "Standard deviation of the last 60 returns, times the root of 252: 0.25 is 25 % a year", 60),
        new(Indicator.FromHigh20, "fromHigh20", "%", "Close against the highest high of the last 20 bars, or of all available bars", 0),
        new(Indicator.FromLow20, "fromLow20", "%", "Close against the lowest low of the last 20 bars, or of all available bars", 0),
        new(Indicator.FromHigh55, "fromHigh55", "%", "Close against the highest high of the last 55 bars, or of all available bars", 0),
        new(Indicator.FromLow55, "fromLow55", "%", "Close against the lowest low of the last 55 bars, or of all available bars", 0),
        new(Indicator.FromHigh252, "fromHigh252", "%", "Close against the highest high of the last 252 bars, or of all available bars", 0),
        new(Indicator.FromLow252, "fromLow252", "%", "Close against the lowest low of the last 252 bars, or of all available bars", 0),
        new(Indicator.DollarVolume20, "dollarVolume20", "$", "Mean of close times volume over the last 20 bars", 19),
        new(Indicator.VolumeRatio, "volumeRatio", "x", "Volume in multiples of the mean of the 20 bars before", 20),
        new(Indicator.Gap, "gap", "%", "Open against the close before", 1),
    ];

    /// <summary>The description of an indicator.</summary>
    public static IndicatorInfo Info(this Indicator indicator) => All[(int)indicator];
}
