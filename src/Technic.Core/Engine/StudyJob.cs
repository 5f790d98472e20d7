using Technic.Core.Studies;

namespace Technic.Core.Engine;

/// <summary>A study that runs independently of its readers.</summary>
public sealed class StudyJob : Job<KeptStudy>
{
    private readonly TimeProvider _time;

    private StudyJob(KeptStudy begun, TimeProvider time, Func<Exception, JobFailure> explain, CancellationToken stopping)
        : base(begun, time, explain, stopping) => _time = time;

    private protected override string Work => "study";

    /// <summary>Starts a study.</summary>
    /// <param name="begun">The status at the start; <see cref="Begun"/>, or that of a study that was lost and is begun again.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="request">A valid study.</param>
    /// <param name="permit">Released when the study ends; <c>null</c> for none.</param>
    /// <param name="keep">Keeps the completed study, before it counts as completed; <c>null</c> for nothing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="explain">Returns the message of an exception, and logs unexpected ones.</param>
    /// <param name="stopping">Cancelled when the process stops.</param>
    public static StudyJob Start(
        KeptStudy begun, IStudyEngine engine, StudyRequest request, IDisposable? permit, Func<KeptStudy, CancellationToken, Task>? keep,
        TimeProvider time, Func<Exception, JobFailure> explain, CancellationToken stopping)
    {
        var job = new StudyJob(begun, time, explain, stopping);
        job.Begin(() => () => job.RunAsync(engine, request, keep), permit);
        return job;
    }

    /// <summary>The status of a new study.</summary>
    /// <param name="owner">The name of the API key that starts it; <c>null</c> without API keys.</param>
    /// <param name="time">The clock.</param>
    public static KeptStudy Begun(string? owner, TimeProvider time) => new(NewId(), owner, time.GetUtcNow(), ScanState.Running);

    private async Task<Func<KeptStudy, KeptStudy>> RunAsync(
        IStudyEngine engine, StudyRequest request, Func<KeptStudy, CancellationToken, Task>? keep)
    {
        var results = await engine.StudyAsync([request], step => Set(status => status with { Step = step }), Ending).ConfigureAwait(false);
        if (keep is not null)
        {
            var completed = Status with { Step = null, State = ScanState.Completed, EndedAt = _time.GetUtcNow(), Result = results[0] };
            await keep(completed, Ending).ConfigureAwait(false);
        }
        return status => status with { Result = results[0] };
    }

    private protected override KeptStudy Close(KeptStudy ended) => ended with { Step = null };
}
