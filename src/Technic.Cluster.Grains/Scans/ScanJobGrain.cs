using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IScanJobGrain"/>
[Reentrant, Orleans.Placement.PreferLocalPlacement]
internal sealed partial class ScanJobGrain(
    SiloCache cache, SiloIdentity silo, KeptScanLimits limits, ScanMethods methods, ILogger<ScanJobGrain> logger, ILoggerFactory loggers)
    : Grain, IScanJobGrain
{
    private const string Lost =
        "The scan was lost with the silo that kept it. Start it again; the prices that it has loaded are stored.";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>How often the grain checks whether its scan has expired, and stays active until then.</summary>
    private static readonly TimeSpan ExpiryCheck = TimeSpan.FromMinutes(1);

    /// <summary>The time in which a cancelled scan ends, with its requests.</summary>
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(10);

    private readonly JobFailures _failures = new("scan", logger);
    private ScanJob? _job;
    private bool _isDeleted;
    private bool _isEndEntered;
    private IGrainTimer? _expiry;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_job is { } job) await job.CancelAsync().WaitAsync(CancelLimit, TimeProvider.System, cancellationToken);
    }

    async Task<KeptScanAnswer> IScanJobGrain.StartAsync(ScanCommand command, string? owner, CancellationToken cancellationToken)
    {
        if (_job is not null) return new KeptScanAnswer(_job.Status);
        if (OwnMethods.ComplaintAbout(command.Score, methods) is { } refusal) return new KeptScanAnswer(null, Refused: refusal);
        var id = this.GetPrimaryKeyString();
        if (await Jobs.EnterAsync(new JobEntry(id, owner, cache.Clock.Now, Silo: silo.Address), cancellationToken) is { } busy)
            return new KeptScanAnswer(null, busy);
        var engine = new ClusterEngine(
            GrainFactory, new ClusterEngineOptions { Methods = methods }, TimeProvider.System, loggers.CreateLogger<ClusterEngine>());
        var request = command.Request with { Methods = methods };
        _job = ScanJob.Start(id, engine, request, owner, permit: null, cache.Clock.Time, _failures.Of, CancellationToken.None);
        _expiry = this.RegisterGrainTimer(ExpireAsync, new GrainTimerCreationOptions
        {
            DueTime = ExpiryCheck,
            Period = ExpiryCheck,
            Interleave = true,
            KeepAlive = true,
        });
        EndAsync(_job).Ignore();
        return new KeptScanAnswer(_job.Status);
    }

    async Task<KeptScanAnswer> IScanJobGrain.GetAsync(CancellationToken cancellationToken) => new(await StatusAsync(cancellationToken));

    Task<RowRange?> IScanJobGrain.GetRowsAsync(int offset, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(!_isDeleted && _job?.Result is { } result ? RowRange.Of(result, offset, limit) : null);

    async IAsyncEnumerable<JobEvent> IScanJobGrain.FollowAsync(
        long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_isDeleted && _job is { } job)
        {
            var events = job.ReadAsync(after, cancellationToken)
                .WithHeartbeat(JobEvent.Heartbeat, Beat, TimeProvider.System, cancellationToken);
            await foreach (var jobEvent in events) yield return jobEvent;
        }
        else if (await StatusAsync(cancellationToken) is { } lost) yield return new JobEvent(lost.LastEvent, Failure: lost.Failure);
        else yield return JobEvent.UnknownScan;
    }

    async Task IScanJobGrain.DeleteAsync(CancellationToken cancellationToken)
    {
        _isDeleted = true;
        await Jobs.RemoveAsync(this.GetPrimaryKeyString(), cancellationToken);
        if (_job is { } job) await job.CancelAsync().WaitAsync(CancelLimit, TimeProvider.System, cancellationToken);
    }

    private IScanJobsGrain Jobs => GrainFactory.GetGrain<IScanJobsGrain>(0);

    private async Task<KeptScan?> StatusAsync(CancellationToken cancellationToken)
    {
        if (_isDeleted) return null;
        if (_job is not null) return _job.Status;
        if (await Jobs.FindAsync(this.GetPrimaryKeyString(), cancellationToken) is not { } entry) return null;
        return new KeptScan(entry.Id, entry.Owner, entry.StartedAt, ScanState.Failed)
        {
            EndedAt = entry.EndedAt,
            Failure = new JobFailure(JobFailureKind.Failed, Lost),
            // After every event that the lost activation can have sent.
            LastEvent = long.MaxValue,
        };
    }

    /// <summary>Enters the end of the scan into the list.</summary>
    private async Task EndAsync(ScanJob job)
    {
        await job.Completion;
        var status = job.Status;
        if (_isDeleted) return;
        try
        {
            var entry = new JobEntry(status.Id, status.Owner, status.StartedAt, status.EndedAt, job.KeptRows, silo.Address);
            await Jobs.EndAsync(entry);
            _isEndEntered = true;
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, CancellationToken.None))
        {
            LogNotEntered(status.Id, problem.Message);
        }
    }

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        if (_job is not { Status.EndedAt: { } ended } job) return;
        if (!_isDeleted && !_isEndEntered) await EndAsync(job);
        if (!_isDeleted && cache.Clock.Now < ended + limits.RetentionOrDefault) return;
        _expiry?.Dispose();
        DeactivateOnIdle();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The end of the kept scan {Id} was not entered in the list, which is tried again: {Problem}")]
    private partial void LogNotEntered(string id, string problem);
}
