using BenchmarkDotNet.Attributes;
using Technic.Core.Indicators;
using Technic.Core.MarketData;
using Technic.Core.Scanning;

namespace Technic.Benchmarks;

/// <summary>One symbol: from its history to its row, and the parts and alternatives of that.</summary>
[MemoryDiagnoser]
public class EvaluationBenchmarks
{
    private PriceHistory _history = null!;
    private ScanRow _row = null!;

    /// <summary>104 bars are 150 calendar days, 252 a year.</summary>
    [Params(104, 252, 5_000)]
    public int Bars { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _history = SampleMarket.History(Bars);
        _row = SymbolEvaluator.Evaluate(_history);
    }

    /// <summary>What a scan does for a symbol.</summary>
    [Benchmark(Baseline = true)]
    public ScanRow Evaluate() => SymbolEvaluator.Evaluate(_history);

    /// <summary>Every indicator at every bar.</summary>
    [Benchmark]
    public IndicatorTable Table() => IndicatorTable.Of(_history.Bars);

    [Benchmark]
    public RatingExplanation Explain() => Scoring.Explain(_row);
}
