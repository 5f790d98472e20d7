using Technic.Core.Market;
using Technic.Indicators;

namespace Technic.Core.Rating;

/// <summary>All indicators at every bar of a series, each computed separately.</summary>
public sealed class IndicatorTable
{
    // The columns in the order of Indicator, each as long as the series.
    private readonly double[] _values;

    private IndicatorTable(BarSeries bars)
    {
        Bars = bars;
        _values = new double[IndicatorValues.Count * bars.Count];
    }

    /// <summary>The bars of the values.</summary>
    public BarSeries Bars { get; }

    /// <summary>The indicator's value at a bar; <c>null</c> if it has none.</summary>
    /// <param name="indicator">The indicator.</param>
    /// <param name="bar">The bar's index, 0 … <see cref="BarSeries.Count"/> − 1.</param>
    public double? this[Indicator indicator, int bar]
    {
        get
        {
            var value = Column(indicator)[bar];
            return double.IsNaN(value) ? null : value;
        }
    }

    /// <summary>The indicator at every bar; NaN where it has no value.</summary>
    public ReadOnlySpan<double> Column(Indicator indicator) => Output(indicator);

    /// <summary>Computes the table; it is empty for a series without bars.</summary>
    public static IndicatorTable Of(BarSeries bars)
    {
        var table = new IndicatorTable(bars);
        table.AddAverages();
        table.AddRanges();
        table.AddVolumes();
        table.AddReturns();
        return table;
    }

    private Span<double> Output(Indicator indicator) => _values.AsSpan((int)indicator * Bars.Count, Bars.Count);

    private void AddAverages()
    {
        var close = Bars.Close;
        Sma.Compute(close, 20, Output(Indicator.Sma20));
        Sma.Compute(close, 50, Output(Indicator.Sma50));
        Sma.Compute(close, 200, Output(Indicator.Sma200));
        Ema.Compute(close, 12, Output(Indicator.Ema12));
        Ema.Compute(close, 26, Output(Indicator.Ema26));
        Rsi.Compute(close, 14, Output(Indicator.Rsi14));
        Macd.Compute(close, 12, 26, 9, Output(Indicator.Macd), Output(Indicator.MacdSignal), Output(Indicator.MacdHistogram));
        BollingerBands.Compute(
            close, 20, 2,
            Output(Indicator.BollingerUpper), Output(Indicator.BollingerLower), Output(Indicator.PercentB), Output(Indicator.BandWidth));
    }

    private void AddRanges()
    {
        ReadOnlySpan<double> high = Bars.High, low = Bars.Low, close = Bars.Close;
        Atr.Compute(high, low, close, 14, Output(Indicator.Atr14), Output(Indicator.AtrPercent));
        Adx.Compute(high, low, close, 14, Output(Indicator.Adx14), Output(Indicator.PlusDi14), Output(Indicator.MinusDi14));
        Stochastic.Compute(high, low, close, 14, 3, 3, Output(Indicator.StochasticK), Output(Indicator.StochasticD));
        Extremes.Compute(high, low, close, 20, Output(Indicator.FromHigh20), Output(Indicator.FromLow20));
        Extremes.Compute(high, low, close, 55, Output(Indicator.FromHigh55), Output(Indicator.FromLow55));
        Extremes.Compute(high, low, close, 252, Output(Indicator.FromHigh252), Output(Indicator.FromLow252));
    }

    private void AddVolumes()
    {
        ReadOnlySpan<double> close = Bars.Close, volume = Bars.Volume;
        Mfi.Compute(Bars.High, Bars.Low, close, volume, 14, Output(Indicator.Mfi14));
        Obv.Compute(close, volume, Output(Indicator.Obv));
        DollarVolume.Compute(close, volume, 20, Output(Indicator.DollarVolume20));
        VolumeRatio.Compute(volume, 20, Output(Indicator.VolumeRatio));
    }

    private void AddReturns()
    {
        var close = Bars.Close;
        RateOfChange.Compute(close, 1, Output(Indicator.Roc1));
        RateOfChange.Compute(close, 5, Output(Indicator.Roc5));
        RateOfChange.Compute(close, 21, Output(Indicator.Roc21));
        RateOfChange.Compute(close, 63, Output(Indicator.Roc63));
        RealisedVolatility.Compute(close, 20, Output(Indicator.Volatility20));
        RealisedVolatility.Compute(close, 60, Output(Indicator.Volatility60));
        Gap.Compute(Bars.Open, close, Output(Indicator.Gap));
    }
}
