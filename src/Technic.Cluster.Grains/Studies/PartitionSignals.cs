using Microsoft.Extensions.Logging;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Studies;

namespace Technic.Cluster.Grains;

/// <summary>
/// Has the partitions of the symbols search for the signals of a study, one call a partition, if its formulas look at each symbol for
/// itself and there is another silo. What a dying silo has not answered is asked again, wherever the partition is active then; without an
/// answer, or with other prices, the study searches itself.
/// </summary>
internal sealed partial class PartitionSignals(IGrainFactory grains, LivingSilos silos, ILogger<PartitionSignals> logger) : ISignalFinder
{
    private readonly FollowedCalls _calls = new(new ClusterEngineOptions().Patient, TimeProvider.System);

    /// <inheritdoc/>
    public async Task<KnownSignals?> FindAsync(
        Study study, IReadOnlyList<StudyRequest> requests, string prices, CancellationToken cancellationToken)
    {
        if (!Study.AreBySymbol(requests) || silos.Addresses.Take(2).Count() < 2) return null;
        var parts = study.ListingsOf(requests).GroupBy(listing => Partitions.Of(listing.Symbol));
        var asked = parts.Select(part => AskAsync(
            part.Key, new StudyPartitionQuery([.. requests], [.. part], prices), cancellationToken));
        var found = await Task.WhenAll(asked).ConfigureAwait(false);
        return found.Any(signals => signals is null)
            ? null : new KnownSignals(requests, found.SelectMany(signals => signals!));
    }

    private async Task<SymbolSignals[]?> AskAsync(int partition, StudyPartitionQuery query, CancellationToken cancellationToken)
    {
        try
        {
            var grain = grains.GetGrain<IStudyPartitionGrain>(partition);
            var answer = await _calls.RunAsync((call, token) => grain.FindAsync(call, query, token), cancellationToken)
                .ConfigureAwait(false);
            return answer.Found;
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            LogLost(partition, problem.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} of a study was lost; the study searches itself: {Loss}")]
    private partial void LogLost(int partition, string loss);
}
