using Microsoft.Extensions.Logging;
using Technic.Cluster.Contracts;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Watches;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IWatchScheduleGrain"/>
/// <remarks>It has no state: what was checked when is in the progress of each watch.</remarks>
internal sealed partial class WatchScheduleGrain(IWatches watches, SiloCache cache, ILogger<WatchScheduleGrain> logger)
    : Grain, IWatchScheduleGrain, IRemindable
{
    private const string ReminderName = "watches";

    /// <summary>The shortest period of Orleans' reminders.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Providers publish late now and then.</summary>
    private static readonly TimeSpan AfterPublication = TimeSpan.FromMinutes(5);

    /// <summary>The time in which a cancelled check ends, with its requests.</summary>
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _ending = new();
    private Task _checking = Task.CompletedTask;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // Nothing of it is kept: the next activation checks again.
        await _ending.CancelAsync();
        await _checking.WaitAsync(CancelLimit, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _ending.Dispose();
    }

    async Task IWatchScheduleGrain.StartAsync(CancellationToken cancellationToken)
    {
        if (await this.GetReminder(ReminderName, cancellationToken) is null)
            await this.RegisterOrUpdateReminder(ReminderName, TimeSpan.Zero, Period, cancellationToken);
    }

    Task<bool> IWatchScheduleGrain.IsCheckingAsync(CancellationToken cancellationToken) => Task.FromResult(!_checking.IsCompleted);

    Task IRemindable.ReceiveReminder(string reminderName, TickStatus status)
    {
        // The checks take longer than a call may last.
        if (_checking.IsCompleted) _checking = CheckAsync(_ending.Token);
        return Task.CompletedTask;
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var watch in await watches.GetWatchesAsync(cancellationToken))
            {
                if (IsDue(watch)) await CheckAsync(watch.Watch.Name, cancellationToken);
            }
        }
        catch (HistoryStoreException problem)
        {
            LogNotRead(problem.Message);
        }
    }

    private bool IsDue(WatchState watch)
    {
        var now = cache.Clock.Now;
        return WatchSchedule.IsDue(watch.Progress, cache.Clock.LastPublishedSession(now - AfterPublication), now, cache.Clock);
    }

    private async Task CheckAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var checkedNow = await watches.CheckWatchAsync(name, cancellationToken);
            if (checkedNow.Problem is { } problem) LogNotChecked(name, problem);
            else if (checkedNow.Report is { } report) LogChecked(name, report.AsOf, report.Matches.Count, report.Entered.Count);
        }
        catch (Exception problem) when (problem is HistoryStoreException or ScanRequestException)
        {
            // The database fails, or its user has removed it.
            LogNotChecked(name, problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Watch {Name} checked as of {AsOf:yyyy-MM-dd}: {Matches} symbols match, {Entered} are new")]
    private partial void LogChecked(string name, DateOnly asOf, int matches, int entered);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watch {Name} was not checked: {Problem}")]
    private partial void LogNotChecked(string name, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watches cannot be checked now: {Problem}")]
    private partial void LogNotRead(string problem);
}
