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
/// A scan that goes on by itself, whoever reads of it and however slowly: it keeps what it told, so that a reader who comes late or comes
/// back misses nothing.
/// Progress that was overtaken is not kept.
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
    private int _rowsTold;

    private ScanJob(ScanRequest request, string? advice, string? owner, TimeProvider time, ProblemHandler problems, CancellationToken stopping)
    {
        (Request, Advice, Owner, _time, _problems) = (request, advice, owner, time, problems);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        StartedAt = time.GetUtcNow();
    }

    /// <summary>Unguessable, and fit for a path.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    public ScanRequest Request { get; }

    /// <summary>Why an empty answer is no quiet market (<see cref="WindowAdvice"/>); <c>null</c> when there is nothing to say.</summary>
    public string? Advice { get; }

    /// <summary>The name of the key that began it.</summary>
    public string? Owner { get; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset? EndedAt { get; private set; }

    public ScanState State { get; private set; }

    public ScanStarted? Started { get; private set; }

    public ScanPlanned? Planned { get; private set; }

    public ScanProgress? Progress { get; private set; }

    /// <summary>What it found; <c>null</c> until it has completed.</summary>
    public MeasuredScan? Run { get; private set; }

    /// <summary>Why it did not complete; <c>null</c> unless it failed or was cancelled.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>The rows that it holds.</summary>
    public int Rows => _rowsTold + (Run?.Result.Rows.Count ?? 0);

    /// <summary>Begins a scan.</summary>
    /// <param name="engine">What carries it out.</param>
    /// <param name="request">A request that was checked.</param>
    /// <param name="advice">What there is to say of it.</param>
    /// <param name="owner">The name of the key that begins it.</param>
    /// <param name="permit">Given back when the scan is over.</param>
    /// <param name="time">The clock.</param>
    /// <param name="problems">Tells what an exception means.</param>
    /// <param name="stopping">The server's end, and so the scan's.</param>
    /// <exception cref="Exception">The engine refuses at once; the permit is given back.</exception>
    public static ScanJob Begin(
        IScanEngine engine, ScanRequest request, string? advice, string? owner, IDisposable permit, TimeProvider time,
        ProblemHandler problems, CancellationToken stopping)
    {
        var job = new ScanJob(request, advice, owner, time, problems, stopping);
        try
        {
            // An engine that is out of reach says so here, so that an answer's status can tell.
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

    /// <summary>What it told after an event, and tells from now on; it ends with the scan's end.</summary>
    /// <param name="after">The last event that the reader knows; 0 for none.</param>
    /// <param name="cancellationToken">Ends the reading, and not the scan.</param>
    public async IAsyncEnumerable<JobEvent> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var (news, changed) = After(after);
            foreach (var told in news)
            {
                yield return told;
                after = told.Id;
            }
            if (changed is null) yield break;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a reader who knows an event will hear nothing more.</summary>
    public bool IsOverAfter(long id)
    {
        lock (_gate) return State != ScanState.Running && _events[^1].Id <= id;
    }

    /// <summary>Ends it and the requests it makes; what was fetched is kept.</summary>
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
            // It has just ended by itself.
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
                var told = _problems.Told(problem);
                Fail(_cancelled && problem is OperationCanceledException ? CancelledProblem : told);
            }
        }
    }

    private async Task<MeasuredScan> FollowAsync(IAsyncEnumerable<ScanUpdate> updates, IScanEngine engine)
    {
        await foreach (var update in updates.ConfigureAwait(false))
        {
            if (update is ScanCompleted completed)
                return new MeasuredScan(completed.Result, await engine.GetStatisticsAsync(_ending.Token).ConfigureAwait(false));
            Tell(update);
        }
        throw new ScanFailedException("The scan ended without a result.");
    }

    private void Tell(ScanUpdate update)
    {
        lock (_gate)
        {
            switch (update)
            {
                case ScanStarted started: Started = started; break;
                case ScanPlanned planned: Planned = planned; break;
                case ScanProgress progress: Progress = progress; break;
                case ScanRows rows: _rowsTold += rows.Rows.Count; break;
            }
            var overtakes = update is ScanProgress && _events is [.., { Type: UpdateJson.Progress }];
            var next = new JobEvent(NextId(), UpdateJson.TypeOf(update), json => UpdateJson.Write(json, update, Advice));
            if (overtakes) _events[^1] = next;
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

    /// <summary>What was told after an event, and when there is more; <c>null</c> when there will not be.</summary>
    private (JobEvent[] News, Task? Changed) After(long id)
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
