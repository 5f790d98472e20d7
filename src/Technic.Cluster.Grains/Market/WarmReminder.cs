using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>Reminds the cluster's <see cref="IWarmGrain"/> once a minute, from every silo: so it lives on when its silo dies.</summary>
/// <param name="days">The window to load, in calendar days.</param>
/// <param name="grains">Reaches the grain.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears when the grain cannot be reached.</param>
internal sealed partial class WarmReminder(int days, IGrainFactory grains, TimeProvider time, ILogger<WarmReminder> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do await RemindAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops; the others go on reminding.
        }
    }

    private async Task RemindAsync(CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IWarmGrain>(0).RemindAsync(days, cancellationToken);
        }
        catch (Exception problem) when (WatchedStream<string>.IsLoss(problem, cancellationToken))
        {
            LogNotReminded(problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The market's schedule was not reminded, the next minute will: {Problem}")]
    private partial void LogNotReminded(string problem);
}
