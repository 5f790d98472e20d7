namespace Technic.Indicators;

/// <summary>
/// Every indicator with the settings it is used with, in the order of output. <see cref="IndicatorCatalog"/> has names, units and
/// meanings. The order is part of the layout of a stored or transmitted row: new ones go to the end.
/// </summary>
public enum Indicator
{
    Sma20,
    Sma50,
    Sma200,
    Ema12,
    Ema26,
    Rsi14,
    Macd,
    MacdSignal,
    MacdHistogram,
    Atr14,
    AtrPercent,
    Adx14,
    PlusDi14,
    MinusDi14,
    BollingerUpper,
    BollingerLower,
    PercentB,
    BandWidth,
    StochasticK,
    StochasticD,
    Mfi14,
    Obv,
    Roc1,
    Roc5,
    Roc21,
    Roc63,
    Volatility20,
    Volatility60,
    FromHigh20,
    FromLow20,
    FromHigh55,
    FromLow55,
    FromHigh252,
    FromLow252,
    DollarVolume20,
    VolumeRatio,
    Gap,
}
