using System.Collections.Immutable;
using Orleans.Concurrency;
using Technic.Cluster.Contracts;
using Technic.Core.Scans;
using Technic.Core.Studies;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IStudyGrain"/>
[Reentrant]
internal sealed class StudyGrain(SiloStudies studies) : Grain, IStudyGrain
{
    private readonly LongCalls<StudyAnswer> _calls = new();
    private volatile string? _step;

    async Task<StudyAnswer> IStudyGrain.StudyAsync(
        Guid call, ImmutableArray<StudyRequest> requests, CancellationToken cancellationToken) =>
        // Off the grain's thread: a study computes for seconds.
        await _calls.AskAsync(call, token => Task.Run(() => RunAsync(requests, token), token), cancellationToken)
        ?? new StudyAnswer(Step: _step);

    private async Task<StudyAnswer> RunAsync(ImmutableArray<StudyRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            var run = await studies.OpenAsync(cancellationToken);
            return new StudyAnswer([.. await run.RunAsync(requests, step => _step = step, cancellationToken)]);
        }
        catch (ScanRequestException problem)
        {
            return new StudyAnswer(Refused: problem.Message);
        }
        catch (ScanFailedException problem)
        {
            return new StudyAnswer(Failed: problem.Message);
        }
    }
}
