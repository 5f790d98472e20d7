using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Technic.Core.Histories;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>
/// A scan that runs independently of its readers. It keeps its events, so that late or reconnecting readers miss nothing. Only the latest
/// of consecutive progress events is kept.
/// </summary>
public sealed class ScanJob : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<JobEvent> _events = [];
    private readonly CancellationTokenSource _ending;
    private readonly ScanRequest _request;
    private readonly TimeProvider _time;
    private readonly Func<Exception, JobFailure> _explain;
    private TaskCompletionSource _changed = NewSignal();
    private Task _run = Task.CompletedTask;
    private KeptScan _status;
    private ScanResult? _result;
    private bool _cancelled;
    private int _streamedRows;

    private ScanJob(
        string id, ScanRequest request, string? owner, TimeProvider time, Func<Exception, JobFailure> explain, CancellationToken stopping)
    {
        (_request, _time, _explain) = (request, time, explain);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _status = new KeptScan(id, owner, time.GetUtcNow(), ScanState.Running);
    }

    /// <summary>The current status.</summary>
    public KeptScan Status
    {
        get
        {
            lock (_gate) return _status;
        }
    }

    /// <summary>The result; <c>null</c> until the scan has completed.</summary>
    public ScanResult? Result
    {
        get
        {
            lock (_gate) return _result;
        }
    }

    /// <summary>The number of rows that the job keeps, in events and in its result.</summary>
    public int KeptRows
    {
        get
        {
            lock (_gate) return _streamedRows + _status.Rows;
        }
    }

    /// <summary>Completes when the scan has ended; it does not fail.</summary>
    public Task Completion => _run;

    /// <summary>A random id, safe for URLs.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>Starts a scan.</summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="request">A valid request.</param>
    /// <param name="owner">The name of the API key that starts the scan.</param>
    /// <param name="permit">Released when the scan ends; <c>null</c> for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="explain">Returns the message of an exception, and logs unexpected ones.</param>
    /// <param name="stopping">Cancelled when the process stops.</param>
    /// <exception cref="Exception">The engine rejects the scan immediately. The permit is released.</exception>
    public static ScanJob Start(
        string id, IScanEngine engine, ScanRequest request, string? owner, IDisposable? permit, TimeProvider time,
        Func<Exception, JobFailure> explain, CancellationToken stopping)
    {
        var job = new ScanJob(id, request, owner, time, explain, stopping);
        try
        {
            // An unavailable engine throws here, so that the response status reports it.
            var updates = engine.ScanAsync(request, job._ending.Token);
            job._run = job.RunAsync(updates, engine, permit);
            return job;
        }
        catch
        {
            permit?.Dispose();
            job._ending.Dispose();
            throw;
        }
    }

    /// <summary>Returns past and new events. The sequence ends with the scan.</summary>
    /// <param name="after">The id of the last event that the reader has received; 0 for none.</param>
    /// <param name="cancellationToken">Cancels reading, not the scan.</param>
    public async IAsyncEnumerable<JobEvent> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var (events, changed) = EventsAfter(after);
            foreach (var jobEvent in events)
            {
                yield return jobEvent;
                after = jobEvent.Id;
            }
            if (changed is null) yield break;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Cancels the scan and its requests. Fetched prices are kept.</summary>
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
            // The scan has just ended.
        }
        await _run.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
    }

    private async Task RunAsync(IAsyncEnumerable<ScanUpdate> updates, IScanEngine engine, IDisposable? permit)
    {
        await Task.Yield();
        using (_ending)
        using (permit)
        {
            try
            {
                var (result, statistics) = await FollowAsync(updates, engine).ConfigureAwait(false);
                Complete(result, statistics);
            }
            catch (Exception problem)
            {
                var reported = _explain(problem);
                Fail(_cancelled && problem is OperationCanceledException ? JobFailure.Cancelled : reported);
            }
        }
    }

    private async Task<(ScanResult Result, CacheStatistics Statistics)> FollowAsync(
        IAsyncEnumerable<ScanUpdate> updates, IScanEngine engine)
    {
        await foreach (var update in updates.ConfigureAwait(false))
        {
            if (update is ScanCompleted completed)
                return (completed.Result, await engine.GetStatisticsAsync(_ending.Token).ConfigureAwait(false));
            Publish(update);
        }
        throw new ScanFailedException("The scan ended without a result.");
    }

    private void Publish(ScanUpdate update)
    {
        lock (_gate)
        {
            _status = update switch
            {
                ScanStarted started =>
                    _status with { Started = started, Advice = WindowAdvice.For(_request, started.Days, started.AsOf) },
                ScanPlanned planned => _status with { Planned = planned },
                ScanProgress progress => _status with { Progress = progress },
                _ => _status,
            };
            if (update is ScanRows rows) _streamedRows += rows.Rows.Count;
            var replaces = update is ScanProgress && _events is [.., { Update: ScanProgress }];
            var next = new JobEvent(_status.LastEvent + 1, update) { Advice = _status.Advice };
            if (replaces) _events[^1] = next;
            else _events.Add(next);
            _status = _status with { LastEvent = next.Id };
            Signal();
        }
    }

    private void Complete(ScanResult result, CacheStatistics statistics)
    {
        lock (_gate)
        {
            _result = result;
            _status = _status with { State = ScanState.Completed, Summary = result.Summary, Rows = result.Rows.Count };
            End(new JobEvent(_status.LastEvent + 1, new ScanCompleted(result)) { Statistics = statistics, Advice = _status.Advice });
        }
    }

    private void Fail(JobFailure failure)
    {
        lock (_gate)
        {
            _status = _status with { State = _cancelled ? ScanState.Cancelled : ScanState.Failed, Failure = failure };
            End(new JobEvent(_status.LastEvent + 1, Failure: failure));
        }
    }

    private void End(JobEvent last)
    {
        _status = _status with { EndedAt = _time.GetUtcNow(), LastEvent = last.Id };
        _events.Add(last);
        Signal();
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }

    /// <summary>Returns the events after an id, and a task that completes with the next event; <c>null</c> if the scan has ended.</summary>
    private (JobEvent[] Events, Task? Changed) EventsAfter(long id)
    {
        lock (_gate)
        {
            var first = _events.Count;
            while (first > 0 && _events[first - 1].Id > id) first--;
            return ([.. _events[first..]], _status.State == ScanState.Running ? _changed.Task : null);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
