using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Web.Problems;

namespace Technic.Web.Scans;

/// <summary>Keeps scans in this process, for an engine that does not keep them itself.</summary>
internal sealed class LocalScans(
    IScanEngine engine, MarketClock clock, TechnicWebOptions options, Permits permits, ProblemHandler problems,
    IHostApplicationLifetime lifetime) : IKeptScans, IAsyncDisposable
{
    private readonly KeptJobs<ScanJob, KeptScan> _kept = new(clock.Time, options, job => job.KeptRows);

    /// <inheritdoc/>
    public ValueTask<KeptScan> StartScanAsync(ScanRequest request, string? owner, CancellationToken cancellationToken)
    {
        var job = ScanJob.Start(
            ScanJob.NewId(), engine, request, owner, permits.TakeScan(), clock.Time, problems.ToFailure, lifetime.ApplicationStopping);
        _kept.Add(job);
        return ValueTask.FromResult(job.Status);
    }

    /// <inheritdoc/>
    public ValueTask<KeptScan?> FindScanAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_kept.Find(id)?.Status);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<KeptScan>> ListScansAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_kept.All());

    /// <inheritdoc/>
    public ValueTask<RowRange?> GetScanRowsAsync(string id, int offset, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_kept.Find(id)?.Result is { } result ? RowRange.Of(result, offset, limit) : null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobEvent> FollowScanAsync(
        string id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_kept.Find(id) is not { } job)
        {
            yield return JobEvent.UnknownScan;
            yield break;
        }
        await foreach (var jobEvent in job.ReadAsync(after, cancellationToken).ConfigureAwait(false)) yield return jobEvent;
    }

    /// <inheritdoc/>
    public async ValueTask DeleteScanAsync(string id, CancellationToken cancellationToken)
    {
        if (_kept.Find(id) is { } job) await _kept.RemoveAsync(job).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _kept.DisposeAsync();
}
