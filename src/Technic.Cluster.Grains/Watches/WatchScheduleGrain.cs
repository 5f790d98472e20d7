using Microsoft.Extensions.Logging;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Watches;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IWatchScheduleGrain"/>
/// <remarks>It has no state: what was checked when is in the progress of each watch.</remarks>
internal sealed class WatchScheduleGrain(IWatches watches, SiloCache cache, ILogger<WatchRound> logger)
    : Grain, IWatchScheduleGrain, IRemindable
{
    private const string ReminderName = "watches";

    /// <summary>The shortest period of Orleans' reminders.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Providers publish late now and then.</summary>
    private static readonly TimeSpan AfterPublication = TimeSpan.FromMinutes(5);

    /// <summary>The time in which a cancelled check ends, with its requests.</summary>
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(10);

    private readonly WatchRound _round = new(watches, cache.Clock, logger);
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
        if (_checking.IsCompleted) _checking = _round.RunAsync(NewestSession, _ending.Token);
        return Task.CompletedTask;
    }

    private DateOnly NewestSession() => cache.Clock.LastPublishedSession(cache.Clock.Now - AfterPublication);
}
