namespace Technic.Core.Engine;

/// <summary>
/// What an engine may tell of itself beside its answers, for whoever looks after it. An engine implements it beside <see cref="IScanEngine"/> where it can; nothing
/// that scans needs it.
/// </summary>
public interface IEngineStatusSource
{
    /// <summary>The processes that the engine runs in, and what each of them does now.</summary>
    ValueTask<EngineStatus> GetStatusAsync(CancellationToken cancellationToken);
}
