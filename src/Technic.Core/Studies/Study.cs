using System.Collections.Concurrent;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>Studies formulas on a market. Safe for concurrent use; what does not depend on a formula is computed once.</summary>
/// <param name="market">The histories.</param>
public sealed class Study(StudyMarket market)
{
    /// <summary>The most bars of studies that are evaluated together, those of each counted.</summary>
    private const int BarsTogether = 8_000_000;

    private const int MostTogether = 32;

    private readonly MarketOutline _outline = market.Outline;
    private readonly ILookup<int, StudySymbol> _partitions =
        market.All.ToLookup(symbol => SymbolPartition.Of(symbol.Listing.Symbol));

    private readonly Lock _gate = new();
    private (string Key, UniverseSums Sums)? _universe;

    /// <summary>Runs a study.</summary>
    /// <param name="request">The study.</param>
    /// <param name="progress">Gets what is being done; called on any thread.</param>
    /// <param name="cancellationToken">Cancels the study.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    public StudyResult Run(StudyRequest request, Action<string>? progress, CancellationToken cancellationToken) =>
        RunAll([request], progress, cancellationToken).Single();

    /// <summary>
    /// Runs studies, one after another. The formulas of studies that differ in nothing else are evaluated together, so that their common
    /// parts are computed once.
    /// </summary>
    /// <param name="requests">The studies.</param>
    /// <param name="progress">Gets what is being done; called on any thread.</param>
    /// <param name="cancellationToken">Cancels the studies.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    public IEnumerable<StudyResult> RunAll(
        IReadOnlyList<StudyRequest> requests, Action<string>? progress, CancellationToken cancellationToken) =>
        StudyScope.Variants(requests, TogetherOn(_outline)).SelectMany(variants => RunVariants(variants, progress, cancellationToken));

    /// <summary>The days on which a formula is true, by symbol: what a scan of each of these days finds.</summary>
    /// <param name="request">The study.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    public IReadOnlyList<(DateOnly Day, Symbol Symbol)> Signals(StudyRequest request, CancellationToken cancellationToken)
    {
        var scope = StudyScope.Of([request], _outline);
        var (symbols, findings) = FindTogether(scope, VariantFormulas.Of(scope.Requests), cancellationToken);
        var found = findings[0];
        return
        [
            .. symbols.SelectMany((symbol, i) => found[i].Signals.Select(signal => (Day: symbol.Days[signal.Bar], symbol.Listing.Symbol)))
                .OrderBy(signal => signal.Day).Select(signal => (market.Days[signal.Day], signal.Symbol)),
        ];
    }

    /// <summary>Whether the formulas of studies look at each symbol for itself: its partition alone can search it.</summary>
    /// <exception cref="ScanRequestException">A formula is invalid.</exception>
    public static bool AreBySymbol(IEnumerable<StudyRequest> requests) => requests.All(request => StudyFormulas.Of(request).IsBySymbol);

    /// <summary>The other symbols that the formulas of studies use.</summary>
    /// <exception cref="ScanRequestException">A formula is invalid.</exception>
    public static IEnumerable<Symbol> OtherSymbolsOf(IEnumerable<StudyRequest> requests) =>
        requests.SelectMany(request => StudyFormulas.Of(request).Formulas.Symbols).Distinct();

    /// <summary>The most studies that are evaluated together on a market.</summary>
    internal static int TogetherOn(MarketOutline market) => (int)Math.Clamp(BarsTogether / Math.Max(1, market.Bars), 1, MostTogether);

    /// <summary>Studies that differ in their formulas only.</summary>
    private IEnumerable<StudyResult> RunVariants(
        StudyRequest[] requests, Action<string>? progress, CancellationToken cancellationToken)
    {
        var scope = StudyScope.Of(requests, _outline);
        progress?.Invoke("signals");
        var formulas = VariantFormulas.Of(requests);
        var total = Find(scope, formulas, cancellationToken);
        progress?.Invoke("statistics");
        var left = requests.Length;
        // One study a core at a time, in their order, so that a cancelled run has the first ones.
        var studies = Partitioner.Create(Enumerable.Range(0, left), EnumerablePartitionerOptions.NoBuffering);
        foreach (var result in studies.AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(Summarize))
        {
            yield return result;
            if (--left == 0) break;
            progress?.Invoke("statistics");
            cancellationToken.ThrowIfCancellationRequested();
        }

        StudyResult Summarize(int study)
        {
            var report = new StudyReport(scope, study, formulas.Each[study], total);
            foreach (var trades in report.Trades) report.AddMoves(trades.Key, PartitionOf(trades.Key).MovesOf(trades));
            return report.Summarize(cancellationToken);
        }
    }

    private FindingsTotal Find(StudyScope scope, VariantFormulas formulas, CancellationToken cancellationToken)
    {
        var key = scope.UniverseKey;
        UniverseSums? known;
        lock (_gate) known = _universe is { } kept && kept.Key == key ? kept.Sums : null;
        var total = new FindingsTotal(scope, known);
        Func<StudyPartition, FindingsQuery, PartitionFindings> find = formulas.AreBySymbol
            ? (partition, query) => partition.Find(query, formulas, cancellationToken)
            : FollowKnown(scope, formulas, cancellationToken);
        InOrder.Run(scope.Partitions, partition => find(PartitionOf(partition), total.QueryOf(partition)), total.Add, cancellationToken);
        lock (_gate) _universe = (key, total.Universe);
        return total;
    }

    /// <summary>Where formulas compare symbols, the signals of all of them are found together.</summary>
    private Func<StudyPartition, FindingsQuery, PartitionFindings> FollowKnown(
        StudyScope scope, VariantFormulas formulas, CancellationToken cancellationToken)
    {
        var (symbols, found) = FindTogether(scope, formulas, cancellationToken);
        var bySymbol = symbols.Select((symbol, i) => (symbol, i)).ToDictionary(
            each => each.symbol.Listing.Symbol, each => Array.ConvertAll(found, study => study[each.i]));
        return (partition, query) => partition.Follow(query, symbol => bySymbol[symbol], cancellationToken);
    }

    private (StudySymbol[] Symbols, SymbolFindings[][] Found) FindTogether(
        StudyScope scope, VariantFormulas formulas, CancellationToken cancellationToken)
    {
        var universe = scope.Symbols.Select(symbol => symbol.Listing.Symbol).ToHashSet();
        StudySymbol[] symbols = [.. market.All.Where(symbol => universe.Contains(symbol.Listing.Symbol))];
        return (symbols, new SignalFinder(market, symbols).Find(scope.Query(), formulas, cancellationToken));
    }

    private StudyPartition PartitionOf(int partition) => new(market, [.. _partitions[partition]]);
}
