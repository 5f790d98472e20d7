using Technic.Core.Studies;

namespace Technic.Core.Engine;

/// <summary>The status of a kept study.</summary>
/// <param name="Id">A random id, safe for URLs.</param>
/// <param name="Owner">The name of the API key that started it; <c>null</c> without API keys.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="State">The state.</param>
public sealed record KeptStudy(string Id, string? Owner, DateTimeOffset StartedAt, ScanState State)
    : KeptJob(Id, Owner, StartedAt, State)
{
    /// <summary>What is being done; <c>null</c> before and after.</summary>
    public string? Step { get; init; }

    /// <summary>Its result; <c>null</c> until it has completed.</summary>
    public StudyResult? Result { get; init; }
}

/// <summary>A study that runs independently of its readers.</summary>
public sealed class StudyJob : Job<KeptStudy>
{
    private StudyJob(string? owner, TimeProvider time, Func<Exception, JobFailure> explain, CancellationToken stopping)
        : base(new KeptStudy(NewId(), owner, time.GetUtcNow(), ScanState.Running), time, explain, stopping)
    {
    }

    private protected override string Work => "study";

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
        job.Begin(() => () => job.RunAsync(engine, request), permit);
        return job;
    }

    private async Task<Func<KeptStudy, KeptStudy>> RunAsync(IStudyEngine engine, StudyRequest request)
    {
        var results = await engine.StudyAsync([request], step => Set(status => status with { Step = step }), Ending).ConfigureAwait(false);
        return status => status with { Result = results[0] };
    }

    private protected override KeptStudy Close(KeptStudy ended) => ended with { Step = null };
}
