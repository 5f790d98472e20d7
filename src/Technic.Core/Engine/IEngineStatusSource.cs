namespace Technic.Core.Engine;

/// <summary>
/// The status of an engine, for administrators. An engine implements it beside <see cref="IScanEngine"/> if it can; scans do not need it.
/// </summary>
public interface IEngineStatusSource
{
    /// <summary>The processes of the engine and their current status.</summary>
    ValueTask<EngineStatus> GetStatusAsync(CancellationToken cancellationToken);
}
