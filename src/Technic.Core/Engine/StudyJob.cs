using Technic.Core.Studies;

namespace Technic.Core.Engine;

/// <summary>The status of a kept study.</summary>
/// <param name="Id">A random id, safe for URLs.</param>
/// <param name="Owner">The name of the API key that started it; <c>null</c> without API keys.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="State">The state.</param>
public sealed record KeptStudy(string Id, string? Owner, DateTimeOffset StartedAt, ScanState State)
{
    /// <summary>What is being done; <c>null</c> before and after.</summary>
    public string? Step { get; init; }

    /// <summary>When it ended; <c>null</c> while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its result; <c>null</c> until it has completed.</summary>
    public StudyResult? Result { get; init; }

    /// <summary>Why it has no result; <c>null</c> unless it failed or was cancelled.</summary>
    public JobFailure? Failure { get; init; }
}

/// <summary>A study that runs independently of its readers.</summary>
public sealed class StudyJob : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending;
    private readonly TimeProvider _time;
    private readonly Func<Exception, JobFailure> _explain;
    private TaskCompletionSource _changed = NewSignal();
    private Task _run = Task.CompletedTask;
    private KeptStudy _status;
    private bool _cancelled;

    private StudyJob(string? owner, TimeProvider time, Func<Exception, JobFailure> explain, CancellationToken stopping)
    {
        (_time, _explain) = (time, explain);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _status = new KeptStudy(ScanJob.NewId(), owner, time.GetUtcNow(), ScanState.Running);
    }

    /// <summary>The current status.</summary>
    public KeptStudy Status
    {
        get
        {
            lock (_gate) return _status;
        }
    }

    /// <summary>Starts a study.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="request">A valid study.</param>
    /// <param name="owner">The name of the API key that starts it.</param>
    /// <param name="permit">Released when the study ends.</param>
    /// <param name="time">The clock.</param>
    /// <param name="explain">Returns the message of an exception, and logs unexpected ones.</param>
    /// <param name="stopping">Cancelled when the process stops.</param>
    public static StudyJob Start(
        IStudyEngine engine, StudyRequest request, string? owner, IDisposable permit, TimeProvider time,
        Func<Exception, JobFailure> explain, CancellationToken stopping)
    {
        var job = new StudyJob(owner, time, explain, stopping);
        job._run = job.RunAsync(engine, request, permit);
        return job;
    }

    /// <summary>The status after the next change, or after a time.</summary>
    /// <param name="known">The status that the reader has.</param>
    /// <param name="patience">The time.</param>
    /// <param name="cancellationToken">Cancels the waiting, not the study.</param>
    public async Task<KeptStudy> WaitAsync(KeptStudy known, TimeSpan patience, CancellationToken cancellationToken)
    {
        Task changed;
        lock (_gate)
        {
            if (!ReferenceEquals(_status, known) || _status.State != ScanState.Running) return _status;
            changed = _changed.Task;
        }
        try
        {
            await changed.WaitAsync(patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing has changed.
        }
        return Status;
    }

    /// <summary>Cancels the study.</summary>
    public async Task CancelAsync()
    {
        lock (_gate)
        {
            if (_status.State != ScanState.Running) return;
            _cancelled = true;
        }
        try
        {
            await _ending.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The study has just ended.
        }
        await _run.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
    }

    private async Task RunAsync(IStudyEngine engine, StudyRequest request, IDisposable permit)
    {
        await Task.Yield();
        using (_ending)
        using (permit)
        {
            try
            {
                var results = await engine.StudyAsync(
                    [request], step => Set(status => status with { Step = step }), _ending.Token).ConfigureAwait(false);
                End(status => status with { State = ScanState.Completed, Result = results[0] });
            }
            catch (Exception problem)
            {
                var reported = _explain(problem);
                var failure = _cancelled && problem is OperationCanceledException ? Cancelled : reported;
                End(status => status with { State = _cancelled ? ScanState.Cancelled : ScanState.Failed, Failure = failure });
            }
        }
    }

    private static JobFailure Cancelled { get; } = new(JobFailureKind.Cancelled, "The study was cancelled.");

    private void End(Func<KeptStudy, KeptStudy> change) =>
        Set(status => change(status) with { Step = null, EndedAt = _time.GetUtcNow() });

    private void Set(Func<KeptStudy, KeptStudy> change)
    {
        lock (_gate)
        {
            _status = change(_status);
            _changed.SetResult();
            _changed = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
