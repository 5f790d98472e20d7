using System.Runtime.CompilerServices;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Cli.Bench;

/// <summary>What one symbol costs: a lookup that memory answers, on one thread and on two, and a row.</summary>
internal sealed class LookupBenchmark(Shell shell) : IBenchmark
{
    private const int Samples = 30;
    private const int Keys = 1_000;
    private const int LookupsPerKey = 100;
    private const int Bars = 104;
    private const int DaysForBars = 200;

    public string Title => "single symbols";

    public async IAsyncEnumerable<Measurement> MeasureAsync(BenchSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var few = settings with { Symbols = Math.Min(settings.Symbols, Keys) };
        using var market = await BenchMarket.CreateAsync(shell, few, cancellationToken).ConfigureAwait(false);
        await using var host = market.Open(market.NewStore());
        await host.Engine.ScanToEndAsync(market.Request, cancellationToken).ConfigureAwait(false);
        PriceHistoryKey[] keys = [.. market.Request.Universe!.Listings.Select(listing => market.Request.KeyOf(listing.Symbol))];
        yield return Measurement.Of("l1_get", "ns", Stopwatches.Nanoseconds(Samples, LookupsPerKey * keys.Length, Get, cancellationToken));
        yield return Measurement.Of("l1_get_parallel", "ratio", Stopwatches.Ratios(Samples, LookupsPerKey * keys.Length, Get, cancellationToken));

        var histories = new List<(Symbol Symbol, BarSeries Bars)>();
        foreach (var key in keys)
        {
            var history = (await host.Engine.GetHistoryAsync(key with { Days = DaysForBars }, cancellationToken).ConfigureAwait(false)).History;
            if (history?.Bars.Count >= Bars) histories.Add((key.Symbol, history.Bars.Slice(history.Bars.Count - Bars, Bars).Compact()));
        }
        if (histories.Count == 0) throw new FailedRunException($"None of the {keys.Length} symbols has {Bars} bars to evaluate.");
        var rows = Stopwatches.Nanoseconds(Samples, 1_000, call =>
        {
            var (symbol, bars) = histories[call % histories.Count];
            SymbolEvaluator.Evaluate(symbol, bars);
        }, cancellationToken);
        yield return Measurement.Of("evaluate_symbol", "us", Array.ConvertAll(rows, nanoseconds => nanoseconds / 1_000));

        void Get(int call)
        {
            // Memory answers at once: there is never a task to wait for.
            var answered = host.Engine.GetHistoryAsync(keys[call % keys.Length], cancellationToken).IsCompletedSuccessfully;
            if (!answered) throw new FailedRunException("Memory did not answer.");
        }
    }
}
