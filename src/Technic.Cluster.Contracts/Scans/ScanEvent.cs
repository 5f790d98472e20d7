using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>
/// One element of a scan's stream: an update, or the end without a result. A request that was refused and a scan that failed travel as
/// their messages, because exceptions lose their types between processes.
/// </summary>
[GenerateSerializer, Immutable, Alias("technic.ScanEvent")]
public sealed record ScanEvent(
    [property: Id(0)] ScanStarted? Started = null,
    [property: Id(1)] ScanPlanned? Planned = null,
    [property: Id(2)] ScanProgress? Progress = null,
    [property: Id(3)] ScanRowBatch? Rows = null,
    [property: Id(4)] ScanResult? Completed = null,
    [property: Id(5)] string? Refused = null,
    [property: Id(6)] string? Failed = null,
    [property: Id(7)] ScanProvisional? Provisional = null,
    [property: Id(8)] int? RetriesLeft = null)
{
    /// <summary>Says only that the scan is running, and how many retries it has left.</summary>
    public static ScanEvent Heartbeat { get; } = new();

    public static ScanEvent Of(ScanUpdate update) => update switch
    {
        ScanStarted started => new(Started: started),
        ScanPlanned planned => new(Planned: planned),
        ScanProgress progress => new(Progress: progress),
        ScanRows rows => new(Rows: new ScanRowBatch([.. rows.Rows])),
        ScanProvisional provisional => new(Provisional: provisional),
        ScanCompleted completed => new(Completed: completed.Result),
        _ => throw new ArgumentOutOfRangeException(nameof(update), update.GetType().Name, "No such update."),
    };

    /// <summary>The update; <c>null</c> for a heartbeat.</summary>
    /// <exception cref="ScanRequestException">The request was refused.</exception>
    /// <exception cref="ScanFailedException">The scan failed.</exception>
    public ScanUpdate? ToUpdate() =>
        Refused is not null ? throw new ScanRequestException(Refused)
        : Failed is not null ? throw new ScanFailedException(Failed)
        : Started ?? Planned ?? Progress ?? (Rows is not null ? new ScanRows(Rows.Rows) : null) ?? Provisional
            ?? (ScanUpdate?)(Completed is not null ? new ScanCompleted(Completed) : null);
}
