namespace Technic.Indicators;

/// <summary>
/// All indicators with their settings, in the order of output. Names, units and meanings are in <see cref="IndicatorCatalog"/>. The order
/// is part of the layout of a stored or transmitted row: new ones are added at the end.
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
