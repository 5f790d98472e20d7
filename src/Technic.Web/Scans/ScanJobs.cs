using Microsoft.Extensions.Hosting;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Web.Problems;
using Technic.Web.Security;

namespace Technic.Web.Scans;

/// <summary>Starts scans and keeps them for later requests, limited by number, rows and age.</summary>
internal sealed class ScanJobs(
    IScanEngine engine, MarketClock clock, TechnicWebOptions options, Permits permits, ProblemHandler problems,
    IHostApplicationLifetime lifetime) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ScanJob> _kept = [];

    /// <summary>Starts a scan for one client. The caller disposes it.</summary>
    /// <exception cref="BusyException">Too many concurrent scans.</exception>
    public ScanJob Start(ScanRequest request, Caller caller) => ScanJob.Start(
        engine, request, caller.Name, permits.TakeScan(), clock.Time, problems, lifetime.ApplicationStopping);

    /// <summary>Starts a scan and keeps it.</summary>
    /// <exception cref="BusyException">Too many concurrent scans.</exception>
    public ScanJob StartKept(ScanRequest request, Caller caller)
    {
        var job = Start(request, caller);
        lock (_gate) _kept.Add(job);
        RemoveExpired();
        return job;
    }

    /// <summary>Returns a kept scan; <c>null</c> if it does not exist or belongs to another caller.</summary>
    public ScanJob? Find(string id, Caller caller)
    {
        RemoveExpired();
        lock (_gate) return _kept.Find(job => job.Id == id && caller.CanAccess(job.Owner));
    }

    /// <summary>Returns the kept scans that the caller can access, newest first.</summary>
    public IReadOnlyList<ScanJob> VisibleTo(Caller caller)
    {
        RemoveExpired();
        lock (_gate) return [.. _kept.Where(job => caller.CanAccess(job.Owner)).Reverse()];
    }

    /// <summary>Cancels a scan and removes it.</summary>
    public async Task RemoveAsync(ScanJob job)
    {
        lock (_gate) _kept.Remove(job);
        await job.CancelAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        ScanJob[] jobs;
        lock (_gate) jobs = [.. _kept];
        foreach (var job in jobs) await job.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Removes expired scans, and the oldest ended scans over the limits.</summary>
    private void RemoveExpired()
    {
        lock (_gate)
        {
            var expired = clock.Now - options.ScanRetention;
            _kept.RemoveAll(job => job.EndedAt <= expired);
            while (_kept.Count > options.KeptScans || _kept.Sum(job => (long)job.Rows) > options.KeptRows)
            {
                if (_kept.FindIndex(job => job.EndedAt is not null) is not (>= 0 and var oldest)) return;
                _kept.RemoveAt(oldest);
            }
        }
    }
}
