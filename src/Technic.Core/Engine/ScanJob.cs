using System.Runtime.CompilerServices;
using Technic.Core.Histories;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>
/// A scan that runs independently of its readers. It keeps its events, so that late or reconnecting readers miss nothing. Only the latest
/// of consecutive progress events is kept.
/// </summary>
public sealed class ScanJob : Job<KeptScan>
{
    private readonly List<JobEvent> _events = [];
    private readonly ScanRequest _request;
    private (ScanResult Result, CacheStatistics Statistics)? _completed;
    private int _streamedRows;

    private ScanJob(
        string id, ScanRequest request, string? owner, TimeProvider time, Func<Exception, JobFailure> explain, CancellationToken stopping)
        : base(new KeptScan(id, owner, time.GetUtcNow(), ScanState.Running), time, explain, stopping) => _request = request;

    /// <summary>The result; <c>null</c> until the scan has completed.</summary>
    public ScanResult? Result
    {
        get
        {
            lock (Gate) return _completed?.Result;
        }
    }

    /// <summary>The number of rows that the job keeps, in events and in its result.</summary>
    public int KeptRows
    {
        get
        {
            lock (Gate) return _streamedRows + Status.Rows;
        }
    }

    private protected override string Work => "scan";

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
        job.Begin(() =>
        {
            // An unavailable engine throws here, so that the response status reports it.
            var updates = engine.ScanAsync(request, job.Ending);
            return () => job.FollowAsync(updates, engine);
        }, permit);
        return job;
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

    private async Task<Func<KeptScan, KeptScan>> FollowAsync(IAsyncEnumerable<ScanUpdate> updates, IScanEngine engine)
    {
        await foreach (var update in updates.ConfigureAwait(false))
        {
            if (update is ScanCompleted { Result: var result })
            {
                var statistics = await engine.GetStatisticsAsync(Ending).ConfigureAwait(false);
                return status =>
                {
                    _completed = (result, statistics);
                    return status with { Summary = result.Summary, Rows = result.Rows.Count };
                };
            }
            Set(status => Publish(status, update));
        }
        throw new ScanFailedException("The scan ended without a result.");
    }

    /// <summary>Adds an event to the kept ones, and to the status.</summary>
    private KeptScan Publish(KeptScan status, ScanUpdate update)
    {
        status = update switch
        {
            ScanStarted started => status with { Started = started, Advice = WindowAdvice.For(_request, started.Days, started.AsOf) },
            ScanPlanned planned => status with { Planned = planned },
            ScanProgress progress => status with { Progress = progress },
            _ => status,
        };
        if (update is ScanRows rows) _streamedRows += rows.Rows.Count;
        var next = new JobEvent(status.LastEvent + 1, update) { Advice = status.Advice };
        if (update is ScanProgress && _events is [.., { Update: ScanProgress }]) _events[^1] = next;
        else _events.Add(next);
        return status with { LastEvent = next.Id };
    }

    private protected override KeptScan Close(KeptScan ended)
    {
        var id = ended.LastEvent + 1;
        _events.Add(_completed is { } completed
            ? new JobEvent(id, new ScanCompleted(completed.Result)) { Statistics = completed.Statistics, Advice = ended.Advice }
            : new JobEvent(id, Failure: ended.Failure));
        return ended with { LastEvent = id };
    }

    /// <summary>Returns the events after an id, and a task that completes with the next event; <c>null</c> if the scan has ended.</summary>
    private (JobEvent[] Events, Task? Changed) EventsAfter(long id)
    {
        lock (Gate)
        {
            var first = _events.Count;
            while (first > 0 && _events[first - 1].Id > id) first--;
            return ([.. _events[first..]], NextChange());
        }
    }
}
