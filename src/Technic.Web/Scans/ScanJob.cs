using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Web.Problems;
using Technic.Web.Wire;

namespace Technic.Web.Scans;

/// <summary>
/// A scan that runs independently of its readers. It keeps its events, so that late or reconnecting readers miss nothing. Only the latest
/// of consecutive progress events is kept.
/// </summary>
internal sealed class ScanJob : IAsyncDisposable
{
    private static readonly Problem CancelledProblem = Problem.Conflict("The scan was cancelled.") with { Title = "Cancelled" };

    private readonly Lock _gate = new();
    private readonly List<JobEvent> _events = [];
    private readonly CancellationTokenSource _ending;
    private readonly TimeProvider _time;
    private readonly ProblemHandler _problems;
    private TaskCompletionSource _changed = NewSignal();
    private Task _run = Task.CompletedTask;
    private bool _cancelled;
    private int _streamedRows;

    private ScanJob(ScanRequest request, string? owner, TimeProvider time, ProblemHandler problems,
        CancellationToken stopping)
    {
        (Request, Owner, _time, _problems) = (request, owner, time, problems);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        StartedAt = time.GetUtcNow();
    }

    /// <summary>A random id, safe for URLs.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    public ScanRequest Request { get; }

    /// <summary>
    /// Advice about a window that is too short (<see cref="WindowAdvice"/>); <c>null</c> for none, and before the scan has started.
    /// </summary>
    public string? Advice => Started is { } started ? WindowAdvice.For(Request, started.Days, started.AsOf) : null;

    /// <summary>The name of the API key that started the scan.</summary>
    public string? Owner { get; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset? EndedAt { get; private set; }

    public ScanState State { get; private set; }

    public ScanStarted? Started { get; private set; }

    public ScanPlanned? Planned { get; private set; }

    public ScanProgress? Progress { get; private set; }

    /// <summary>The result; <c>null</c> until the scan has completed.</summary>
    public MeasuredScan? Run { get; private set; }

    /// <summary>The error; <c>null</c> unless the scan failed or was cancelled.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>The number of rows that the job keeps.</summary>
    public int Rows => _streamedRows + (Run?.Result.Rows.Count ?? 0);

    /// <summary>Starts a scan.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="request">A valid request.</param>
    /// <param name="owner">The name of the API key that starts the scan.</param>
    /// <param name="permit">Released when the scan ends.</param>
    /// <param name="time">The clock.</param>
    /// <param name="problems">Maps exceptions to problems.</param>
    /// <param name="stopping">Cancelled when the server stops.</param>
    /// <exception cref="Exception">The engine rejects the scan immediately. The permit is released.</exception>
    public static ScanJob Start(
        IScanEngine engine, ScanRequest request, string? owner, IDisposable permit, TimeProvider time,
        ProblemHandler problems, CancellationToken stopping)
    {
        var job = new ScanJob(request, owner, time, problems, stopping);
        try
        {
            // An unavailable engine throws here, so that the response status reports it.
            var updates = engine.ScanAsync(request, job._ending.Token);
            job._run = job.RunAsync(updates, engine, permit);
            return job;
        }
        catch
        {
            permit.Dispose();
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

    /// <summary>Whether the scan has ended without further events.</summary>
    public bool HasEndedAfter(long id)
    {
        lock (_gate) return State != ScanState.Running && _events[^1].Id <= id;
    }

    /// <summary>Cancels the scan and its requests. Fetched prices are kept.</summary>
    public async Task CancelAsync()
    {
        lock (_gate)
        {
            if (State != ScanState.Running) return;
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

    private async Task RunAsync(IAsyncEnumerable<ScanUpdate> updates, IScanEngine engine, IDisposable permit)
    {
        await Task.Yield();
        using (_ending)
        using (permit)
        {
            try
            {
                Complete(await FollowAsync(updates, engine).ConfigureAwait(false));
            }
            catch (Exception problem)
            {
                var reported = _problems.ToProblem(problem);
                Fail(_cancelled && problem is OperationCanceledException ? CancelledProblem : reported);
            }
        }
    }

    private async Task<MeasuredScan> FollowAsync(IAsyncEnumerable<ScanUpdate> updates, IScanEngine engine)
    {
        await foreach (var update in updates.ConfigureAwait(false))
        {
            if (update is ScanCompleted completed)
                return new MeasuredScan(completed.Result, await engine.GetStatisticsAsync(_ending.Token).ConfigureAwait(false));
            Publish(update);
        }
        throw new ScanFailedException("The scan ended without a result.");
    }

    private void Publish(ScanUpdate update)
    {
        lock (_gate)
        {
            switch (update)
            {
                case ScanStarted started: Started = started; break;
                case ScanPlanned planned: Planned = planned; break;
                case ScanProgress progress: Progress = progress; break;
                case ScanRows rows: _streamedRows += rows.Rows.Count; break;
            }
            var replaces = update is ScanProgress && _events is [.., { Type: UpdateJson.Progress }];
            var next = new JobEvent(NextId(), UpdateJson.TypeOf(update), json => UpdateJson.Write(json, update, Advice));
            if (replaces) _events[^1] = next;
            else _events.Add(next);
            Signal();
        }
    }

    private void Complete(MeasuredScan run)
    {
        lock (_gate)
        {
            Run = run;
            End(ScanState.Completed, UpdateJson.Completed, json => RunJson.Write(json, run, Advice));
        }
    }

    private void Fail(Problem problem)
    {
        lock (_gate)
        {
            Problem = problem;
            End(_cancelled ? ScanState.Cancelled : ScanState.Failed, UpdateJson.Problem,
                json => JsonSerializer.Serialize(json, problem.Document(), JsonSerializerOptions.Web));
        }
    }

    private void End(ScanState state, string type, Action<Utf8JsonWriter> write)
    {
        State = state;
        EndedAt = _time.GetUtcNow();
        _events.Add(new JobEvent(NextId(), type, write));
        Signal();
    }

    private long NextId() => _events.Count == 0 ? 1 : _events[^1].Id + 1;

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
            return ([.. _events[first..]], State == ScanState.Running ? _changed.Task : null);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The state of a scan.</summary>
internal enum ScanState
{
    Running,
    Completed,
    Failed,
    Cancelled,
}
