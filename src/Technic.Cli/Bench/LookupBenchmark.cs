using System.Runtime.CompilerServices;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Cli.Bench;

/// <summary>Measures the cost of one symbol: a lookup in memory, on one and on two threads, and the evaluation of a row.</summary>
internal sealed class LookupBenchmark(Shell shell) : IBenchmark
{
    private const int Samples = 30;
    private const int Keys = 1_000;
    private const int LookupsPerKey = 100;
    private const int Bars = 104;
    private const int DaysForBars = 200;

    public string Title => "single symbols";

    public async IAsyncEnumerable<Measurement> MeasureAsync(
        BenchSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var few = settings with { Symbols = Math.Min(settings.Symbols, Keys) };
        using var market = await BenchMarket.CreateAsync(shell, few, cancellationToken).ConfigureAwait(false);
        await using var host = market.Open(market.NewStore());
        await host.Engine.ScanToEndAsync(market.Request, cancellationToken).ConfigureAwait(false);
        PriceHistoryKey[] keys = [.. market.Request.Universe!.Listings.Select(listing => market.Request.KeyOf(listing.Symbol))];
        var calls = LookupsPerKey * keys.Length;
        yield return Measurement.Of("l1_get", "ns", Stopwatches.Nanoseconds(Samples, calls, Get, cancellationToken));
        yield return Measurement.Of("l1_get_parallel", "ratio", Stopwatches.Ratios(Samples, calls, Get, cancellationToken));

        var histories = new List<(Symbol Symbol, BarSeries Bars)>();
        foreach (var key in keys)
        {
            var history = (await host.Engine.GetHistoryAsync(key with { Days = DaysForBars }, cancellationToken).ConfigureAwait(false))
                .History;
            if (history?.Bars.Count >= Bars) histories.Add((key.Symbol, history.Bars.Slice(history.Bars.Count - Bars, Bars).Compact()));
        }
        if (histories.Count == 0)
            throw new FailedRunException($"No symbol has the {Bars} bars that the benchmark needs ({keys.Length} symbols checked).");
        var rows = Stopwatches.Nanoseconds(Samples, 1_000, call =>
        {
            var (symbol, bars) = histories[call % histories.Count];
            SymbolEvaluator.Evaluate(symbol, bars);
        }, cancellationToken);
        yield return Measurement.Of("evaluate_symbol", "us", Array.ConvertAll(rows, nanoseconds => nanoseconds / 1_000));

        void Get(int call)
        {
            // A lookup in memory completes synchronously.
            var answered = host.Engine.GetHistoryAsync(keys[call % keys.Length], cancellationToken).IsCompletedSuccessfully;
            if (!answered) throw new FailedRunException("A lookup in memory did not complete synchronously.");
        }
    }
}
