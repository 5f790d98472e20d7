using Orleans.Concurrency;
using Technic.Cluster.Contracts;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IStudyPartitionGrain"/>
[Reentrant, PartitionPlacement]
internal sealed class StudyPartitionGrain(SiloStudies studies, PartitionHomes homes) : Grain, IStudyPartitionGrain
{
    private readonly LongCalls<StudyPartitionAnswer> _calls = new();

    async Task<StudyPartitionAnswer?> IStudyPartitionGrain.FindAsync(
        Guid call, StudyPartitionQuery query, CancellationToken cancellationToken)
    {
        // Off the grain's thread: a search computes for seconds.
        var answer = await _calls.AskAsync(call, token => Task.Run(() => FindAsync(query, token), token), cancellationToken);
        if (!_calls.IsBusy && !homes.IsHome((int)this.GetPrimaryKeyLong())) this.MigrateOnIdle();
        return answer;
    }

    private async Task<StudyPartitionAnswer> FindAsync(StudyPartitionQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return new StudyPartitionAnswer(await studies.FindAsync(query, cancellationToken));
        }
        catch (Exception problem) when (problem is ScanFailedException or ScanRequestException)
        {
            // The study searches itself, and reports what is wrong.
            return new StudyPartitionAnswer(null);
        }
    }
}
