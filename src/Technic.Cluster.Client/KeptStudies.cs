using System.Diagnostics;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Core.Studies;

namespace Technic.Cluster.Client;

/// <summary>The kept studies of a cluster: each is a grain, which begins again on another silo when its own dies.</summary>
internal sealed class KeptStudies(IGrainFactory grains, ClusterEngineOptions options, TimeProvider time) : IKeptStudies
{
    private readonly FollowedCalls _calls = new(options.Patient, time);

    /// <inheritdoc/>
    public async ValueTask<KeptStudy> StartStudyAsync(StudyRequest request, string? owner, CancellationToken cancellationToken)
    {
        var answer = await Job(StudyJob.NewId()).StartAsync(request, owner, cancellationToken).ConfigureAwait(false);
        if (answer.Refused is { } complaint) throw new ScanRequestException(complaint);
        if (answer.Failed is { } problem) throw new ScanFailedException(problem);
        return answer.Study ?? throw new TooManyScansException(answer.Busy!);
    }

    /// <inheritdoc/>
    public ValueTask<KeptStudy?> FindStudyAsync(string id, CancellationToken cancellationToken) =>
        GetAsync(id, withResult: true, TimeSpan.Zero, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<KeptStudy?> WaitForStudyAsync(KeptStudy known, TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (patience - Stopwatch.GetElapsedTime(begun) is var left && left > TimeSpan.Zero)
        {
            var study = await GetAsync(known.Id, withResult: false, left, cancellationToken).ConfigureAwait(false);
            if (study is null) return null;
            if (study.State != ScanState.Running) return await FindStudyAsync(known.Id, cancellationToken).ConfigureAwait(false);
            if (study.Step != known.Step) return study;
        }
        return known;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<KeptStudy>> ListStudiesAsync(CancellationToken cancellationToken)
    {
        var entries = await grains.GetGrain<IScanJobsGrain>(KeptJobs.Studies).ListAsync(cancellationToken).ConfigureAwait(false);
        var studies = await Task.WhenAll(entries.Select(
            entry => GetAsync(entry.Id, withResult: false, TimeSpan.Zero, cancellationToken).AsTask())).ConfigureAwait(false);
        return [.. studies.OfType<KeptStudy>()];
    }

    /// <inheritdoc/>
    public async ValueTask DeleteStudyAsync(string id, CancellationToken cancellationToken) =>
        await Job(id).DeleteAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The status; asked again when the silo of the study dies.</summary>
    private async ValueTask<KeptStudy?> GetAsync(string id, bool withResult, TimeSpan patience, CancellationToken cancellationToken) =>
        (await _calls.RunAsync<KeptStudyAnswer>(
            async (_, token) => await Job(id).GetAsync(withResult, patience, token).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false)).Study;

    private IStudyJobGrain Job(string id) => grains.GetGrain<IStudyJobGrain>(id);
}
