using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Studies;
using Technic.Web.Problems;

namespace Technic.Web.Scans;

/// <summary>
/// Runs studies in this process, for an engine that does not keep them itself. Ended ones stay in memory as long as scans do; those that
/// completed are also in the store of the engine, and answer from there afterwards.
/// </summary>
internal sealed partial class LocalStudies(
    IScanEngine engine, TimeProvider time, TechnicWebOptions options, Permits permits, ProblemHandler problems,
    IHostApplicationLifetime lifetime, ILogger<LocalStudies> logger) : IKeptStudies, IAsyncDisposable
{
    private readonly KeptJobs<StudyJob, KeptStudy> _running = new(time, options, _ => 0);
    private readonly StoredStudies? _stored = (engine as IStudyEngine)?.Kept;

    /// <inheritdoc/>
    /// <exception cref="BusyException">Too many concurrent scans; a study counts as one.</exception>
    public async ValueTask<KeptStudy> StartStudyAsync(StudyRequest request, string? owner, CancellationToken cancellationToken)
    {
        var studies = (IStudyEngine)engine;
        request = await studies.ResolveListsAsync(request, cancellationToken).ConfigureAwait(false);
        var job = StudyJob.Start(
            StudyJob.Begun(owner, time), studies, request, permits.TakeScan(), KeepAsync, time, problems.ToFailure,
            lifetime.ApplicationStopping);
        _running.Add(job);
        return job.Status;
    }

    /// <inheritdoc/>
    public async ValueTask<KeptStudy?> FindStudyAsync(string id, CancellationToken cancellationToken)
    {
        if (_running.Find(id) is { } job) return job.Status;
        return _stored is null ? null : await _stored.FindAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<KeptStudy?> WaitForStudyAsync(KeptStudy known, TimeSpan patience, CancellationToken cancellationToken) =>
        _running.Find(known.Id) is { } job
            ? await job.WaitAsync(known, patience, cancellationToken).ConfigureAwait(false)
            : await FindStudyAsync(known.Id, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<KeptStudy>> ListStudiesAsync(CancellationToken cancellationToken)
    {
        var running = _running.All();
        if (_stored is null) return running;
        var stored = await _stored.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. running, .. stored.ExceptBy(running.Select(study => study.Id), study => study.Id)];
    }

    /// <inheritdoc/>
    public async ValueTask DeleteStudyAsync(string id, CancellationToken cancellationToken)
    {
        if (_running.Find(id) is { } job) await _running.RemoveAsync(job).ConfigureAwait(false);
        if (_stored is null) return;
        try
        {
            await _stored.DeleteAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    private async Task KeepAsync(KeptStudy study, CancellationToken cancellationToken)
    {
        if (_stored is null) return;
        try
        {
            await _stored.KeepAsync(study, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotKept(study.Id, problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The study {Id} was not stored, and its address ends with its time in memory: {Problem}")]
    private partial void LogNotKept(string id, string problem);
}
