using Microsoft.Extensions.Logging;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Watches;

namespace Technic.Core.Engine;

/// <summary>A look at the watches of an engine, with the checks of those that are due (<see cref="WatchSchedule"/>).</summary>
/// <param name="watches">The watches.</param>
/// <param name="clock">When sessions become final.</param>
/// <param name="logger">The log.</param>
public sealed partial class WatchRound(IWatches watches, MarketClock clock, ILogger<WatchRound> logger)
{
    /// <summary>Checks the watches that are due, one after another. What fails is logged, and comes again with a later round.</summary>
    /// <param name="newest">The newest session that the price source can have.</param>
    /// <param name="cancellationToken">Ends the round.</param>
    public async Task RunAsync(Func<DateOnly> newest, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var state in await watches.GetWatchesAsync(cancellationToken).ConfigureAwait(false))
            {
                if (WatchSchedule.IsDue(state.Progress, newest(), clock.Now, clock))
                    await CheckAsync(state.Watch.Name, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (HistoryStoreException problem)
        {
            LogNotRead(problem.Message);
        }
    }

    private async Task CheckAsync(string watch, CancellationToken cancellationToken)
    {
        try
        {
            var after = await watches.CheckWatchAsync(watch, cancellationToken).ConfigureAwait(false);
            if (after.Problem is { } problem) LogFailed(watch, problem);
            else if (after.Report is { } report)
                LogChecked(watch, report.AsOf, report.Entered.Count, report.Left.Count, report.Matches.Count);
        }
        catch (Exception problem) when (problem is HistoryStoreException or ScanRequestException)
        {
            // The store fails, or the watch was deleted meanwhile.
            LogFailed(watch, problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Watch {Watch} as of {AsOf:yyyy-MM-dd}: {Entered} entered, {Left} left, {Matches} match")]
    private partial void LogChecked(string watch, DateOnly asOf, int entered, int left, int matches);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The check of watch {Watch} failed and will be repeated: {Problem}")]
    private partial void LogFailed(string watch, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watches were not checked: {Problem}")]
    private partial void LogNotRead(string problem);
}
