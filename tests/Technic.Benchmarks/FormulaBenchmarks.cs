using BenchmarkDotNet.Attributes;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Benchmarks;

/// <summary>A formula of three indicators: compiled once a scan, evaluated over 5,000 histories of 252 bars on all cores.</summary>
[MemoryDiagnoser]
public class FormulaBenchmarks
{
    private const string Usual = "close > sma(50) and ema(12) > ema(26) and close crosses above sma(20) within 3";

    private readonly BarSeries[] _market = [.. Enumerable.Range(0, 5_000).Select(seed => SampleMarket.Bars(252, seed))];
    private readonly FormulaSeries _study = Study(Usual);
    private readonly string _longest = string.Join(" or ", Enumerable.Range(1, 150).Select(n => $"close[{n}] > sma({n + 5})"));

    [Benchmark]
    public FormulaSeries Compile() => Study(Usual);

    /// <summary>A formula of nearly the maximum length, with different parts.</summary>
    [Benchmark]
    public FormulaSeries CompileALongOne() => Study(_longest);

    [Benchmark]
    public int LastBarOf5000() => Count(isLast: true);

    [Benchmark]
    public int EveryBarOf5000() => Count(isLast: false);

    private static FormulaSeries Study(string formula) =>
        FormulaSeries.Compile([new FormulaText("formula", formula)], ScanColumns.Vocabulary);

    private int Count(bool isLast)
    {
        var held = 0;
        Parallel.For(0, Environment.ProcessorCount, worker =>
        {
            var found = 0;
            Span<double> last = stackalloc double[1];
            for (var i = worker; i < _market.Length; i += Environment.ProcessorCount)
            {
                if (isLast) _study.EvaluateLast(_market[i], ReferenceSeries.None, last);
                else last[0] = _study.Evaluate(_market[i], ReferenceSeries.None)[^1];
                if (last[0] != 0) found++;
            }
            Interlocked.Add(ref held, found);
        });
        return held;
    }
}
