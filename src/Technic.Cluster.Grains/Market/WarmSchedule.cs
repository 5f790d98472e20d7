using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>Gives the cluster's <see cref="IWarmGrain"/> the window of this silo's settings when the silo starts.</summary>
/// <param name="days">The window to load, in calendar days; 0 for none.</param>
/// <param name="grains">Reaches the grain.</param>
/// <param name="logger">The log.</param>
internal sealed partial class WarmSchedule(int days, IGrainFactory grains, ILogger<WarmSchedule> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IWarmGrain>(0).ScheduleAsync(days, stoppingToken);
                return;
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                // The database does not respond, for example.
                LogNotScheduled(Pause.TotalSeconds, problem.Message);
            }
            await Task.Delay(Pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Preloading was not scheduled; next attempt in {Seconds} s: {Problem}")]
    private partial void LogNotScheduled(double seconds, string problem);
}
