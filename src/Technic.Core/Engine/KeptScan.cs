using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>The state of a kept scan.</summary>
public enum ScanState
{
    Running,
    Completed,
    Failed,
    Cancelled,
}

/// <summary>The status of a kept scan.</summary>
/// <param name="Id">A random id, safe for URLs.</param>
/// <param name="Owner">The name of the API key that started the scan; <c>null</c> without API keys.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="State">The state.</param>
public sealed record KeptScan(string Id, string? Owner, DateTimeOffset StartedAt, ScanState State)
    : KeptJob(Id, Owner, StartedAt, State)
{
    /// <summary>Advice about a window that is too short (<see cref="WindowAdvice"/>); <c>null</c> for none, and before the start.</summary>
    public string? Advice { get; init; }

    public ScanStarted? Started { get; init; }

    public ScanPlanned? Planned { get; init; }

    public ScanProgress? Progress { get; init; }

    /// <summary>The numbers of the scan; <c>null</c> until it has completed.</summary>
    public ScanSummary? Summary { get; init; }

    /// <summary>The number of ranked rows; 0 until it has completed.</summary>
    public int Rows { get; init; }

    /// <summary>The id of the last event.</summary>
    public long LastEvent { get; init; }

    /// <summary>Whether the scan has ended without further events.</summary>
    public bool HasEndedAfter(long id) => State != ScanState.Running && LastEvent <= id;
}

/// <summary>The limits of the scans that are kept together.</summary>
/// <param name="Running">Maximum number of running scans, 1 or more.</param>
/// <param name="Kept">Maximum number of kept scans, 1 or more. The oldest ended scans are removed first.</param>
/// <param name="Rows">Maximum number of rows of all kept scans, 1 or more. The oldest ended scans are removed first.</param>
/// <param name="Retention">How long an ended scan is kept, above 0. Default: 15 minutes.</param>
public sealed record KeptScanLimits(int Running = 8, int Kept = 32, int Rows = 100_000, TimeSpan? Retention = null)
{
    public TimeSpan RetentionOrDefault => Retention ?? TimeSpan.FromMinutes(15);

    /// <summary>What is limited, in messages.</summary>
    public string Work { get; private init; } = "scans";

    /// <summary>The limits of studies, which have no age: the oldest ones give way to newer ones.</summary>
    public KeptScanLimits OfStudies => this with { Kept = KeptStudy.Most, Retention = TimeSpan.FromDays(36_500), Work = "studies" };
}

/// <summary>Why a scan ended without a result.</summary>
public enum JobFailureKind
{
    /// <summary>The request is invalid.</summary>
    Refused,

    /// <summary>The scan cannot continue, e.g. because the provider refuses the key.</summary>
    Failed,

    /// <summary>A service does not respond, or is shutting down; a repetition may succeed.</summary>
    Unavailable,

    /// <summary>A client cancelled it.</summary>
    Cancelled,

    /// <summary>A defect; only the log contains its details.</summary>
    Unexpected,

    /// <summary>It does not exist: it was deleted, has expired, or never existed.</summary>
    Unknown,
}

/// <summary>Why a scan ended without a result, and a message for the user.</summary>
public sealed record JobFailure(JobFailureKind Kind, string Message)
{
    /// <summary>There is no scan with the given id, or no longer.</summary>
    public static JobFailure UnknownScan { get; } = new(JobFailureKind.Unknown, "Unknown or expired scan.");

    /// <summary>A client cancelled some work.</summary>
    /// <param name="work">Its name, e.g. <c>scan</c>.</param>
    public static JobFailure OfCancelled(string work) => new(JobFailureKind.Cancelled, $"The {work} was cancelled.");
}
