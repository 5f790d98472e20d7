using Microsoft.Extensions.Hosting;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Web.Problems;
using Technic.Web.Security;

namespace Technic.Web.Scans;

/// <summary>
/// Starts scans, and gives callers access to their own kept ones. An engine that keeps scans itself does so for all web servers; otherwise
/// this process keeps them.
/// </summary>
internal sealed class ScanJobs(
    IScanEngine engine, LocalScans local, MarketClock clock, Permits permits, ProblemHandler problems, IHostApplicationLifetime lifetime)
{
    private readonly IKeptScans _kept = engine as IKeptScans ?? local;

    /// <summary>Starts a scan for one client. The caller disposes it.</summary>
    /// <exception cref="BusyException">Too many concurrent scans.</exception>
    public ScanJob Start(ScanRequest request, Caller caller) => ScanJob.Start(
        ScanJob.NewId(), engine, request, caller.Name, permits.TakeScan(), clock.Time, problems.ToFailure, lifetime.ApplicationStopping);

    /// <summary>Starts a scan and keeps it.</summary>
    /// <exception cref="BusyException">Too many concurrent scans.</exception>
    /// <exception cref="TooManyScansException">Too many running kept scans.</exception>
    public ValueTask<KeptScan> StartKeptAsync(ScanRequest request, Caller caller, CancellationToken cancellationToken) =>
        _kept.StartScanAsync(request, caller.Name, cancellationToken);

    /// <summary>Returns a kept scan; <c>null</c> if it does not exist or belongs to another caller.</summary>
    public async ValueTask<KeptScan?> FindAsync(string id, Caller caller, CancellationToken cancellationToken) =>
        await _kept.FindScanAsync(id, cancellationToken).ConfigureAwait(false) is { } scan && caller.CanAccess(scan.Owner) ? scan : null;

    /// <summary>Returns the kept scans that the caller can access, newest first.</summary>
    public async ValueTask<IReadOnlyList<KeptScan>> VisibleToAsync(Caller caller, CancellationToken cancellationToken) =>
        [.. (await _kept.ListScansAsync(cancellationToken).ConfigureAwait(false)).Where(scan => caller.CanAccess(scan.Owner))];

    /// <summary>Returns a part of the rows of a kept scan that the caller has found; <c>null</c> without a result.</summary>
    public ValueTask<RowRange?> RowsAsync(KeptScan scan, int offset, int limit, CancellationToken cancellationToken) =>
        _kept.GetScanRowsAsync(scan.Id, offset, limit, cancellationToken);

    /// <summary>Returns the events of a kept scan that the caller has found.</summary>
    public IAsyncEnumerable<JobEvent> Follow(KeptScan scan, long after, CancellationToken cancellationToken) =>
        _kept.FollowScanAsync(scan.Id, after, cancellationToken);

    /// <summary>Cancels a scan that the caller has found, and removes it.</summary>
    public ValueTask RemoveAsync(KeptScan scan, CancellationToken cancellationToken) => _kept.DeleteScanAsync(scan.Id, cancellationToken);
}
