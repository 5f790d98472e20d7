using Microsoft.Extensions.Hosting;
using Technic.Core.Histories;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Web.Problems;
using Technic.Web.Security;

namespace Technic.Web.Scans;

/// <summary>Begins scans, and keeps those that somebody will come back for: bounded in number, in rows and in age.</summary>
internal sealed class ScanJobs(
    IScanEngine engine, MarketClock clock, TechnicWebOptions options, Permits permits, ProblemHandler problems,
    IHostApplicationLifetime lifetime) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ScanJob> _kept = [];

    /// <summary>Begins a scan for one reader; whoever began it ends it.</summary>
    /// <exception cref="BusyException">As many scans are under way as may be.</exception>
    public ScanJob Begin(ScanRequest request, Caller caller) => ScanJob.Begin(
        engine, request, AdviceFor(request), caller.Name, permits.TakeScan(), clock.Time, problems, lifetime.ApplicationStopping);

    /// <summary>Begins a scan that is kept under its id.</summary>
    /// <exception cref="BusyException">As many scans are under way as may be.</exception>
    public ScanJob Keep(ScanRequest request, Caller caller)
    {
        var job = Begin(request, caller);
        lock (_gate) _kept.Add(job);
        Sweep();
        return job;
    }

    /// <summary>A scan that is kept; <c>null</c> when there is none of that id that the caller may see.</summary>
    public ScanJob? Find(string id, Caller caller)
    {
        Sweep();
        lock (_gate) return _kept.Find(job => job.Id == id && caller.MayTouch(job.Owner));
    }

    /// <summary>The scans that a caller may see, the newest first.</summary>
    public IReadOnlyList<ScanJob> Of(Caller caller)
    {
        Sweep();
        lock (_gate) return [.. _kept.Where(job => caller.MayTouch(job.Owner)).Reverse()];
    }

    /// <summary>Cancels a scan if it runs, and forgets it.</summary>
    public async Task ForgetAsync(ScanJob job)
    {
        lock (_gate) _kept.Remove(job);
        await job.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>What there is to say of a request before it is carried out.</summary>
    public string? AdviceFor(ScanRequest request) => WindowAdvice.For(request, clock.Take().Window(request.KeyOf(default)).To);

    public async ValueTask DisposeAsync()
    {
        ScanJob[] jobs;
        lock (_gate) jobs = [.. _kept];
        foreach (var job in jobs) await job.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Forgets scans that ended too long ago, and the oldest ended ones of too many.</summary>
    private void Sweep()
    {
        lock (_gate)
        {
            var eldest = clock.Now - options.ScanLife;
            _kept.RemoveAll(job => job.EndedAt <= eldest);
            while (_kept.Count > options.KeptScans || _kept.Sum(job => (long)job.Rows) > options.KeptRows)
            {
                if (_kept.FindIndex(job => job.EndedAt is not null) is not (>= 0 and var oldest)) return;
                _kept.RemoveAt(oldest);
            }
        }
    }
}
