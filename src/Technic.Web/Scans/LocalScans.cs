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
    private readonly Lock _gate = new();
    private readonly List<ScanJob> _kept = [];

    /// <inheritdoc/>
    public ValueTask<KeptScan> StartScanAsync(ScanRequest request, string? owner, CancellationToken cancellationToken)
    {
        var job = ScanJob.Start(
            ScanJob.NewId(), engine, request, owner, permits.TakeScan(), clock.Time, problems.ToFailure, lifetime.ApplicationStopping);
        lock (_gate) _kept.Add(job);
        RemoveExpired();
        return ValueTask.FromResult(job.Status);
    }

    /// <inheritdoc/>
    public ValueTask<KeptScan?> FindScanAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult(Find(id)?.Status);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<KeptScan>> ListScansAsync(CancellationToken cancellationToken)
    {
        RemoveExpired();
        lock (_gate) return ValueTask.FromResult<IReadOnlyList<KeptScan>>([.. _kept.Select(job => job.Status).Reverse()]);
    }

    /// <inheritdoc/>
    public ValueTask<RowRange?> GetScanRowsAsync(string id, int offset, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(id)?.Result is { } result ? RowRange.Of(result, offset, limit) : null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobEvent> FollowScanAsync(
        string id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Find(id) is not { } job) yield break;
        await foreach (var jobEvent in job.ReadAsync(after, cancellationToken).ConfigureAwait(false)) yield return jobEvent;
    }

    /// <inheritdoc/>
    public async ValueTask DeleteScanAsync(string id, CancellationToken cancellationToken)
    {
        if (Find(id) is not { } job) return;
        lock (_gate) _kept.Remove(job);
        await job.CancelAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        ScanJob[] jobs;
        lock (_gate) jobs = [.. _kept];
        foreach (var job in jobs) await job.DisposeAsync().ConfigureAwait(false);
    }

    private ScanJob? Find(string id)
    {
        RemoveExpired();
        lock (_gate) return _kept.Find(job => job.Status.Id == id);
    }

    /// <summary>Removes expired scans, and the oldest ended scans over the limits.</summary>
    private void RemoveExpired()
    {
        lock (_gate)
        {
            var expired = clock.Now - options.ScanRetention;
            _kept.RemoveAll(job => job.Status.EndedAt <= expired);
            while (_kept.Count > options.KeptScans || _kept.Sum(job => (long)job.KeptRows) > options.KeptRows)
            {
                if (_kept.FindIndex(job => job.Status.EndedAt is not null) is not (>= 0 and var oldest)) return;
                _kept.RemoveAt(oldest);
            }
        }
    }
}
