using BenchmarkDotNet.Attributes;
using Technic.Core.Histories;
using Technic.Core.Rating;

namespace Technic.Benchmarks;

/// <summary>One symbol: from its history to its row, with the parts and alternatives of this step.</summary>
[MemoryDiagnoser]
public class EvaluationBenchmarks
{
    // A scan never evaluates one symbol twice in a row; with only one history the branch predictor would learn all branches.
    private const int Symbols = 64;

    private readonly PriceHistory[] _histories = new PriceHistory[Symbols];
    private readonly ScanRow[] _rows = new ScanRow[Symbols];
    private int _next;

    /// <summary>104 bars are 150 calendar days, 252 a year.</summary>
    [Params(104, 252, 5_000)]
    public int Bars { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < Symbols; i++)
        {
            _histories[i] = SampleMarket.History(Bars, seed: i);
            _rows[i] = SymbolEvaluator.Evaluate(_histories[i]);
        }
    }

    /// <summary>The work of a scan for one symbol.</summary>
    [Benchmark(Baseline = true)]
    public ScanRow Evaluate() => SymbolEvaluator.Evaluate(_histories[Next()]);

    /// <summary>All indicators at all bars.</summary>
    [Benchmark]
    public IndicatorTable Table() => IndicatorTable.Of(_histories[Next()].Bars);

    /// <summary>All rules of the score as text.</summary>
    [Benchmark]
    public RatingExplanation Explain() => Scoring.Explain(_rows[Next()]);

    private int Next() => _next = (_next + 1) % Symbols;
}
