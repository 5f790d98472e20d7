using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Technic.Cluster.Grains;

/// <summary>Registers a reminder of the cluster when the silo starts, repeatedly until it succeeds.</summary>
/// <param name="work">What is scheduled, for the log, e.g. <c>Preloading</c>.</param>
/// <param name="schedule">Has the grain register its reminder.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ScheduleAtStart(
    string work, Func<CancellationToken, Task> schedule, ILogger<ScheduleAtStart> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await schedule(stoppingToken);
                return;
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                // The database does not respond, for example.
                LogNotScheduled(work, Pause.TotalSeconds, problem.Message);
            }
            await Task.Delay(Pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Work} was not scheduled; next attempt in {Seconds} s: {Problem}")]
    private partial void LogNotScheduled(string work, double seconds, string problem);
}
