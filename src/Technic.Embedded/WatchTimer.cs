using Microsoft.Extensions.Logging;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Watches;

namespace Technic.Embedded;

/// <summary>Checks the watches of an engine when a session has been published or has become final (<see cref="WatchSchedule"/>).</summary>
internal sealed partial class WatchTimer : IAsyncDisposable
{
    /// <summary>The time between two looks at the watches.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly IWatches _watches;
    private readonly Func<DateOnly> _newest;
    private readonly MarketClock _clock;
    private readonly ILogger<WatchTimer> _logger;
    private readonly CancellationTokenSource _ending = new();
    private readonly ITimer _timer;

    /// <param name="watches">The watches.</param>
    /// <param name="newest">The newest session that the price source can have.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="logger">The log.</param>
    public WatchTimer(IWatches watches, Func<DateOnly> newest, MarketClock clock, ILogger<WatchTimer> logger)
    {
        (_watches, _newest, _clock, _logger) = (watches, newest, clock, logger);
        _timer = clock.Time.CreateTimer(_ => Check(), null, Interval, Interval);
    }

    /// <summary>The last look at the watches, with the checks that it began; completed if none runs.</summary>
    public Task Current { get; private set; } = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
        Task current;
        lock (_gate) current = Current;
        await current.ConfigureAwait(false);
        _ending.Dispose();
    }

    private void Check()
    {
        lock (_gate)
        {
            if (Current.IsCompleted && !_ending.IsCancellationRequested) Current = CheckAsync(_ending.Token);
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            foreach (var state in await _watches.GetWatchesAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!WatchSchedule.IsDue(state.Progress, _newest(), _clock.Now, _clock)) continue;
                var after = await _watches.CheckWatchAsync(state.Watch.Name, cancellationToken).ConfigureAwait(false);
                if (after.Problem is { } problem) LogFailed(after.Watch.Name, problem);
                else if (after.Report is { } report)
                    LogChecked(after.Watch.Name, report.AsOf, report.Entered.Count, report.Left.Count, report.Matches.Count);
            }
        }
        catch (OperationCanceledException)
        {
            // The engine ends.
        }
        catch (Exception problem) when (problem is HistoryStoreException or ScanRequestException)
        {
            // The store fails, or a watch was deleted meanwhile: the next look comes soon.
            LogNotChecked(problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Watch {Watch} as of {AsOf:yyyy-MM-dd}: {Entered} entered, {Left} left, {Matches} match")]
    private partial void LogChecked(string watch, DateOnly asOf, int entered, int left, int matches);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The check of watch {Watch} failed and will be repeated: {Problem}")]
    private partial void LogFailed(string watch, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watches were not checked: {Problem}")]
    private partial void LogNotChecked(string problem);
}
