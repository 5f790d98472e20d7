using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Concurrency;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IWarmGrain"/>
[Reentrant]
internal sealed partial class WarmGrain(SiloCache cache, ILogger<WarmGrain> logger) : Grain, IWarmGrain
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Providers publish late now and then.</summary>
    private static readonly TimeSpan AfterPublication = TimeSpan.FromMinutes(5);

    private IGrainTimer? _timer;
    private int _days;
    private DateOnly? _warmed;

    Task<DateOnly?> IWarmGrain.RemindAsync(int days, CancellationToken cancellationToken)
    {
        _days = days;
        _timer ??= this.RegisterGrainTimer(
            WarmAsync, new GrainTimerCreationOptions { DueTime = Interval, Period = Interval, Interleave = true, KeepAlive = true });
        return Task.FromResult(_warmed);
    }

    private async Task WarmAsync(CancellationToken cancellationToken)
    {
        var session = cache.Clock.LastPublishedSession(cache.Clock.Now - AfterPublication);
        if (_warmed >= session) return;
        var engine = new ClusterEngine(GrainFactory, new ClusterEngineOptions(), cache.Clock.Time, NullLogger<ClusterEngine>.Instance);
        try
        {
            var scan = await engine.ScanToEndAsync(new ScanRequest { Days = _days, Top = 1, StreamRows = false }, cancellationToken);
            if (scan.Summary.Stale == 0) _warmed = session;
            LogWarmed(_days, scan.Summary.AsOf, scan.Summary.Tiers.Total, scan.Summary.ProviderRequests, scan.Summary.Failed);
        }
        catch (ScanFailedException problem)
        {
            // The next tick tries again.
            LogFailed(problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Warmed {Days} days up to {AsOf:yyyy-MM-dd}: {Symbols} symbols in {Requests} requests, {Failed} without prices")]
    private partial void LogWarmed(int days, DateOnly asOf, int symbols, int requests, int failed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The market could not be loaded ahead of its use, and is tried again: {Problem}")]
    private partial void LogFailed(string problem);
}
