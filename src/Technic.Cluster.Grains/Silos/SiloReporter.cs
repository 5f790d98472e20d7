using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>Reports this silo's totals every few seconds, and once more when it stops, so that they outlive it.</summary>
internal sealed partial class SiloReporter(
    IGrainFactory grains, SiloIdentity silo, TimeProvider time, ILogger<SiloReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // A stop that is cut short is a crash to the others: they go by the last report they have.
        if (!cancellationToken.IsCancellationRequested) await ReportAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await ReportAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops; StopAsync sends the last report.
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<ICacheStatsGrain>(0).ReportAsync(silo.Report(), cancellationToken);
        }
        catch (Exception problem) when (problem is OperationCanceledException || LostCall.IsLoss(problem, cancellationToken))
        {
            LogNotReported(problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Totals not reported, the next report brings them: {Problem}")]
    private partial void LogNotReported(string problem);
}
