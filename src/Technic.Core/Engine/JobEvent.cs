using Technic.Core.Histories;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>An event of a scan: an update, or at the end the reason why there is no result.</summary>
/// <param name="Id">The number: ascending from 1, with gaps where a progress event replaced an earlier one.</param>
/// <param name="Update">The update; <c>null</c> in a failure.</param>
/// <param name="Failure">Why the scan ended without a result; <c>null</c> otherwise.</param>
public sealed record JobEvent(long Id, ScanUpdate? Update = null, JobFailure? Failure = null)
{
    /// <summary>The statistics after a completed scan.</summary>
    public CacheStatistics? Statistics { get; init; }

    /// <summary>Advice about a window that is too short (<see cref="WindowAdvice"/>); <c>null</c> for none.</summary>
    public string? Advice { get; init; }

    /// <summary>Whether it is the last event.</summary>
    public bool IsEnd => Failure is not null || Update is ScanCompleted;

    /// <summary>The only event of a scan that does not exist, and the last one of a scan that is deleted while a reader connects.</summary>
    public static JobEvent UnknownScan { get; } = new(long.MaxValue, Failure: JobFailure.UnknownScan);

    /// <summary>A placeholder for a period without events.</summary>
    public static JobEvent Heartbeat { get; } = new(0);
}
