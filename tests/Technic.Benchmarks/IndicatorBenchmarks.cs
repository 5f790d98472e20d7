using BenchmarkDotNet.Attributes;
using Technic.Core.Market;
using Technic.Indicators;

namespace Technic.Benchmarks;

/// <summary>Each indicator on its own, at every bar, into existing buffers.</summary>
[MemoryDiagnoser]
public class IndicatorBenchmarks
{
    private BarSeries _bars = BarSeries.Empty;
    private double[] _first = [];
    private double[] _second = [];
    private double[] _third = [];
    private double[] _fourth = [];

    /// <summary>502 bars, like the published figures of other libraries.</summary>
    [Params(104, 502)]
    public int Bars { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bars = SampleMarket.Bars(Bars);
        (_first, _second, _third, _fourth) = (new double[Bars], new double[Bars], new double[Bars], new double[Bars]);
    }

    [Benchmark]
    public void Sma20() => Sma.Compute(_bars.Close, 20, _first);

    [Benchmark]
    public void Sma200() => Sma.Compute(_bars.Close, 200, _first);

    [Benchmark]
    public void Ema26() => Ema.Compute(_bars.Close, 26, _first);

    [Benchmark]
    public void Rsi14() => Rsi.Compute(_bars.Close, 14, _first);

    [Benchmark]
    public void Macd12_26_9() => Macd.Compute(_bars.Close, 12, 26, 9, _first, _second, _third);

    [Benchmark]
    public void Atr14() => Atr.Compute(_bars.High, _bars.Low, _bars.Close, 14, _first, _second);

    [Benchmark]
    public void Adx14() => Adx.Compute(_bars.High, _bars.Low, _bars.Close, 14, _first, _second, _third);

    [Benchmark]
    public void Bollinger20() => BollingerBands.Compute(_bars.Close, 20, 2, _first, _second, _third, _fourth);

    [Benchmark]
    public void Stochastic14_3_3() => Stochastic.Compute(_bars.High, _bars.Low, _bars.Close, 14, 3, 3, _first, _second);

    [Benchmark]
    public void Mfi14() => Mfi.Compute(_bars.High, _bars.Low, _bars.Close, _bars.Volume, 14, _first);

    [Benchmark]
    public void OnBalanceVolume() => Obv.Compute(_bars.Close, _bars.Volume, _first);

    [Benchmark]
    public void RateOfChange63() => RateOfChange.Compute(_bars.Close, 63, _first);

    [Benchmark]
    public void Volatility20() => RealisedVolatility.Compute(_bars.Close, 20, _first);

    [Benchmark]
    public void Volatility60() => RealisedVolatility.Compute(_bars.Close, 60, _first);

    [Benchmark]
    public void Extremes252() => Extremes.Compute(_bars.High, _bars.Low, _bars.Close, 252, _first, _second);

    [Benchmark]
    public void DollarVolume20() => DollarVolume.Compute(_bars.Close, _bars.Volume, 20, _first);

    [Benchmark]
    public void VolumeRatio20() => VolumeRatio.Compute(_bars.Volume, 20, _first);

    [Benchmark]
    public void Gaps() => Gap.Compute(_bars.Open, _bars.Close, _first);
}
