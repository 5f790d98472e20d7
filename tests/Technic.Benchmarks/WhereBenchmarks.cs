using BenchmarkDotNet.Attributes;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Benchmarks;

/// <summary>A condition: compiled once a scan, evaluated once a row.</summary>
[MemoryDiagnoser]
public class WhereBenchmarks
{
    private const string Usual = "rsi14 < 65 and close > sma50 and dollar_volume20 >= 5e6 and sector in ('Energy', 'Materials', 'Tech')";

    private readonly RankedRow[] _rows = new RankedRow[5_000];
    private readonly WhereCondition _condition = WhereCondition.Compile(Usual);
    private readonly string _longest = string.Join(" or ", Enumerable.Repeat("gap = 1", 372));

    [GlobalSetup]
    public void Setup()
    {
        string[] sectors = ["Energy", "Technology", "Health Care"];
        for (var i = 0; i < _rows.Length; i++)
        {
            var listing = new Listing(Symbol.Parse($"S{i}"), Sector: sectors[i % sectors.Length]);
            _rows[i] = new RankedRow(0, listing, SymbolEvaluator.Evaluate(SampleMarket.History(104, seed: i)), null, null, Stale: false);
        }
    }

    [Benchmark]
    public WhereCondition Compile() => WhereCondition.Compile(Usual);

    /// <summary>A condition of the maximum length.</summary>
    [Benchmark]
    public WhereCondition CompileTheLongest() => WhereCondition.Compile(_longest);

    [Benchmark]
    public int Ask5000Rows()
    {
        var kept = 0;
        foreach (var row in _rows)
        {
            if (_condition.Holds(row)) kept++;
        }
        return kept;
    }
}
