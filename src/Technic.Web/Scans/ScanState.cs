namespace Technic.Web.Scans;

/// <summary>How far a scan is.</summary>
internal enum ScanState
{
    Running,
    Completed,
    Failed,
    Cancelled,
}
