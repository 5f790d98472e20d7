using System.Security.Cryptography;

namespace Technic.Core.Engine;

/// <summary>The status of kept work.</summary>
/// <param name="Id">A random id, safe for URLs.</param>
/// <param name="Owner">The name of the API key that started it; <c>null</c> without API keys.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="State">The state.</param>
public abstract record KeptJob(string Id, string? Owner, DateTimeOffset StartedAt, ScanState State)
{
    /// <summary>When it ended; <c>null</c> while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it has no result; <c>null</c> unless it failed or was cancelled.</summary>
    public JobFailure? Failure { get; init; }
}

/// <summary>Work that runs independently of its readers, until it ends or is cancelled.</summary>
/// <typeparam name="TStatus">Its status; each change is a new one.</typeparam>
public abstract class Job<TStatus> : IAsyncDisposable where TStatus : KeptJob
{
    private readonly CancellationTokenSource _ending;
    private readonly TimeProvider _time;
    private readonly Func<Exception, JobFailure> _explain;
    private TaskCompletionSource _changed = NewSignal();
    private TStatus _status;
    private bool _isCancelled;

    /// <param name="status">The status at the start.</param>
    /// <param name="time">The clock.</param>
    /// <param name="explain">Returns the message of an exception, and logs unexpected ones.</param>
    /// <param name="stopping">Cancelled when the process stops.</param>
    private protected Job(TStatus status, TimeProvider time, Func<Exception, JobFailure> explain, CancellationToken stopping)
    {
        (_status, _time, _explain) = (status, time, explain);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    /// <summary>The current status.</summary>
    public TStatus Status
    {
        get
        {
            lock (Gate) return _status;
        }
    }

    /// <summary>Completes when the work has ended; it does not fail.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>The name of the work in messages, e.g. <c>scan</c>.</summary>
    private protected abstract string Work { get; }

    /// <summary>Guards the status and what belongs to it.</summary>
    private protected Lock Gate { get; } = new();

    /// <summary>Cancelled when the work is to end.</summary>
    private protected CancellationToken Ending => _ending.Token;

    /// <summary>A random id, safe for URLs.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>The status after the next change, or after a time.</summary>
    /// <param name="known">The status that the reader has.</param>
    /// <param name="patience">The time.</param>
    /// <param name="cancellationToken">Cancels the waiting, not the work.</param>
    public async Task<TStatus> WaitAsync(TStatus known, TimeSpan patience, CancellationToken cancellationToken)
    {
        Task? changed;
        lock (Gate)
        {
            if (!ReferenceEquals(_status, known)) return _status;
            changed = NextChange();
        }
        if (changed is null) return known;
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

    /// <summary>Cancels the work, and waits for its end.</summary>
    public async Task CancelAsync()
    {
        lock (Gate)
        {
            if (_status.State != ScanState.Running) return;
            _isCancelled = true;
        }
        try
        {
            await _ending.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The work has just ended.
        }
        await Completion.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await CancelAsync().ConfigureAwait(false);
        await Completion.ConfigureAwait(false);
    }

    /// <summary>Begins the work.</summary>
    /// <param name="begin">
    /// Called at once, so that its exception reaches the caller; what it returns runs later, and changes the status to its result.
    /// </param>
    /// <param name="permit">Released when the work ends; <c>null</c> for none.</param>
    private protected void Begin(Func<Func<Task<Func<TStatus, TStatus>>>> begin, IDisposable? permit)
    {
        try
        {
            Completion = RunAsync(begin(), permit);
        }
        catch
        {
            permit?.Dispose();
            _ending.Dispose();
            throw;
        }
    }

    /// <summary>Changes the status, and wakes the readers.</summary>
    private protected void Set(Func<TStatus, TStatus> change)
    {
        lock (Gate)
        {
            _status = change(_status);
            _changed.SetResult();
            _changed = NewSignal();
        }
    }

    /// <summary>Adds to the status what belongs to the end. Called once, with the lock.</summary>
    private protected abstract TStatus Close(TStatus ended);

    /// <summary>Completes with the next change; <c>null</c> if there is none, because the work has ended. Called with the lock.</summary>
    private protected Task? NextChange() => _status.State == ScanState.Running ? _changed.Task : null;

    private async Task RunAsync(Func<Task<Func<TStatus, TStatus>>> run, IDisposable? permit)
    {
        await Task.Yield();
        using (_ending)
        using (permit)
        {
            try
            {
                var complete = await run().ConfigureAwait(false);
                End(status => complete(status) with { State = ScanState.Completed });
            }
            catch (Exception problem)
            {
                var reported = _explain(problem);
                var failure = _isCancelled && problem is OperationCanceledException ? JobFailure.OfCancelled(Work) : reported;
                End(status => status with { State = _isCancelled ? ScanState.Cancelled : ScanState.Failed, Failure = failure });
            }
        }
    }

    private void End(Func<TStatus, TStatus> change) => Set(status => Close(change(status) with { EndedAt = _time.GetUtcNow() }));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
