using System.Runtime.CompilerServices;
using Technic.Core.Studies;

namespace Technic.Core.Engine;

/// <summary>Studies formulas on a market whose bars are elsewhere (<see cref="IStudyPartitions"/>).</summary>
/// <param name="partitions">The partitions.</param>
/// <param name="prices">Their prices.</param>
/// <param name="market">The market, with what is known of the symbols.</param>
internal sealed class PartitionedStudy(IStudyPartitions partitions, StudyPrices prices, MarketOutline market)
{
    /// <summary>Runs studies, one after another; ends early if a partition is lost.</summary>
    /// <param name="requests">Studies whose formulas look at each symbol for itself.</param>
    /// <param name="progress">Gets what is being done; called on any thread.</param>
    /// <param name="cancellationToken">Cancels the studies.</param>
    /// <exception cref="Scans.ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    public async IAsyncEnumerable<StudyResult> RunAllAsync(
        IReadOnlyList<StudyRequest> requests, Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var variants in StudyScope.Variants(requests, Study.TogetherOn(market)))
        {
            var scope = StudyScope.Of(variants, market);
            var total = new FindingsTotal(scope, universe: null);
            progress("signals");
            if (!await partitions.FindAsync(
                prices, market, [.. scope.Partitions.Select(partition => (partition, total.QueryOf(partition)))], total.Add,
                cancellationToken).ConfigureAwait(false))
            {
                yield break;
            }
            for (var i = 0; i < variants.Length; i++)
            {
                progress("statistics");
                var report = new StudyReport(scope, i, StudyFormulas.Of(variants[i]), total);
                if (!await partitions.MovesAsync(prices, market, report.Trades, report.AddMoves, cancellationToken).ConfigureAwait(false))
                    yield break;
                yield return report.Summarize(cancellationToken);
            }
        }
    }
}
