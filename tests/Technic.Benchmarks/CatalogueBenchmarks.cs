using BenchmarkDotNet.Attributes;
using Technic.Core.Market;
using Technic.Indicators;

namespace Technic.Benchmarks;

/// <summary>Twelve functions of the catalogue at every bar, into existing buffers.</summary>
[MemoryDiagnoser]
public class CatalogueBenchmarks
{
    private static readonly (string Name, double[] Parameters)[] Calls =
    [
        ("sma", [20]), ("ema", [26]), ("rsi", [14]), ("macd", [12, 26, 9]), ("atr", [14]), ("adx", [14]), ("bb", [20, 2]),
        ("stoch", [14, 3, 3]), ("mfi", [14]), ("obv", []), ("roc", [63]), ("volatility", [20]),
    ];

    private BarSeries _bars = BarSeries.Empty;
    private double[] _outputs = [];

    /// <summary>150 calendar days, two years, twenty years.</summary>
    [Params(104, 502, 5_000)]
    public int Bars { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bars = SampleMarket.Bars(Bars);
        _outputs = new double[8 * Bars];
    }

    [Benchmark]
    public void Twelve_functions()
    {
        foreach (var function in Calls) Evaluate(function);
    }

    private void Evaluate((string Name, double[] Parameters) call)
    {
        if (!FunctionCatalogue.BuiltIn.TryFind(call.Name, out var function)) throw new InvalidOperationException(call.Name);
        function.Evaluate(
            new Bars(_bars.Open, _bars.High, _bars.Low, _bars.Close, _bars.Volume), _bars.Close, [], call.Parameters,
            _outputs.AsSpan(0, Bars * function.Outputs.Length));
    }
}
