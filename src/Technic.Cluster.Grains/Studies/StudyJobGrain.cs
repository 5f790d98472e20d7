using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Core.Studies;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IStudyJobGrain"/>
[Reentrant, Orleans.Placement.PreferLocalPlacement]
internal sealed partial class StudyJobGrain : Grain, IStudyJobGrain
{
    /// <summary>The longest wait of a call: well below the time limit of a call.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>The time in which a cancelled study ends.</summary>
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(10);

    /// <summary>How often a running study keeps its activation.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(1);

    private readonly SiloCache _cache;
    private readonly SiloStudies _studies;
    private readonly SiloIdentity _silo;
    private readonly ILogger<StudyJobGrain> _logger;
    private readonly ILoggerFactory _loggers;
    private readonly SoftState _state;
    private readonly JobFailures _failures;
    private StudyJob? _job;
    private bool _isDeleted;
    private bool _isLeaving;

    public StudyJobGrain(
        SiloCache cache, SiloStudies studies, SiloIdentity silo,
        [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage,
        ILogger<StudyJobGrain> logger, ILoggerFactory loggers)
    {
        (_cache, _studies, _silo, _logger, _loggers) = (cache, studies, silo, logger, loggers);
        _failures = new JobFailures("study", logger);
        _state = new SoftState($"study/{cache.Source.Name}", this, storage, DocumentState.Later, cache.Clock.Time, logger);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // Its state says that it runs: the next activation begins it again.
        _isLeaving = true;
        if (_job is { } job) await job.CancelAsync().WaitAsync(CancelLimit, TimeProvider.System, cancellationToken);
        await _state.FlushAsync();
    }

    async Task<KeptStudyAnswer> IStudyJobGrain.StartAsync(StudyRequest request, string? owner, CancellationToken cancellationToken)
    {
        if (_job is { } running) return new KeptStudyAnswer(running.Status);
        try
        {
            // Once: a study that begins again on another silo has the same symbols.
            request = await _studies.ResolveListsAsync(request, cancellationToken);
        }
        catch (ScanRequestException problem)
        {
            return new KeptStudyAnswer(null, Refused: problem.Message);
        }
        catch (ScanFailedException problem)
        {
            return new KeptStudyAnswer(null, Failed: problem.Message);
        }
        if (_job is { } startedMeanwhile) return new KeptStudyAnswer(startedMeanwhile.Status);
        var begun = new KeptStudy(this.GetPrimaryKeyString(), owner, _cache.Clock.Now, ScanState.Running);
        if (await Jobs.EnterAsync(EntryOf(begun), cancellationToken) is { } busy) return new KeptStudyAnswer(null, busy);
        await SaveAsync(begun, request);
        return new KeptStudyAnswer(Begin(begun, request).Status);
    }

    async Task<KeptStudyAnswer> IStudyJobGrain.GetAsync(bool withResult, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (await JobAsync() is not { } known) return new KeptStudyAnswer(null);
        if (known.State == ScanState.Running && patience > TimeSpan.Zero && _job is { } job)
            known = await job.WaitAsync(known, patience < LongestWait ? patience : LongestWait, cancellationToken);
        return new KeptStudyAnswer(_isDeleted ? null : withResult ? known : known with { Result = null });
    }

    async Task IStudyJobGrain.DeleteAsync(CancellationToken cancellationToken)
    {
        _isDeleted = true;
        await Jobs.RemoveAsync(this.GetPrimaryKeyString(), cancellationToken);
        await _state.ReadAsync();
        if (_state.Value is not null) await _state.SaveAsync(null);
        if (_job is { } job) await job.CancelAsync().WaitAsync(CancelLimit, TimeProvider.System, cancellationToken);
    }

    private IScanJobsGrain Jobs => GrainFactory.GetGrain<IScanJobsGrain>(KeptJobs.Studies);

    /// <summary>The status of the study; one that was lost with its silo is begun again.</summary>
    private async Task<KeptStudy?> JobAsync()
    {
        if (_isDeleted) return null;
        if (_job is { } job) return job.Status;
        await _state.ReadAsync();
        if (_job is { } begun) return begun.Status;
        if (_state.Value is not { } stored || KeptStudyCodec.Decode(stored.Payload.Span) is not ({ } study, var request)) return null;
        if (study.State != ScanState.Running || request is null || _isLeaving) return study;
        var again = Begin(study, request).Status;
        LogBegunAgain(study.Id);
        await Jobs.EndAsync(EntryOf(again));
        return again;
    }

    private StudyJob Begin(KeptStudy begun, StudyRequest request)
    {
        var engine = new ClusterEngine(
            GrainFactory, new ClusterEngineOptions(), TimeProvider.System, _loggers.CreateLogger<ClusterEngine>());
        var job = StudyJob.Start(
            begun, engine, request, permit: null, keep: null, _cache.Clock.Time, _failures.Of, CancellationToken.None);
        _job = job;
        EndAsync(job).Ignore();
        return job;
    }

    /// <summary>Keeps the end of the study.</summary>
    private async Task EndAsync(StudyJob job)
    {
        using var stay = this.RegisterGrainTimer(
            _ => Task.CompletedTask,
            new GrainTimerCreationOptions { DueTime = KeepAlive, Period = KeepAlive, Interleave = true, KeepAlive = true });
        await job.Completion;
        if (_isDeleted || _isLeaving) return;
        await SaveAsync(job.Status, request: null);
        try
        {
            await Jobs.EndAsync(EntryOf(job.Status));
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, CancellationToken.None))
        {
            LogNotEntered(job.Status.Id, problem.Message);
        }
        // The state has the result; that of the job may hold the bars of the whole market, for its signals.
        _job = null;
    }

    private Task SaveAsync(KeptStudy study, StudyRequest? request) => _state.SaveAsync(
        new DocumentState { Payload = KeptStudyCodec.Encode(study, request), FetchedAt = _cache.Clock.Now });

    private JobEntry EntryOf(KeptStudy study) => new(study.Id, study.Owner, study.StartedAt, study.EndedAt, Silo: _silo.Address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The kept study {Id} was lost with its silo, and begins again")]
    private partial void LogBegunAgain(string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The end of the kept study {Id} was not entered in the list: {Problem}")]
    private partial void LogNotEntered(string id, string problem);
}
