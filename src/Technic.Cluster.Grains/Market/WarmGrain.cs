using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IWarmGrain"/>
/// <remarks>
/// It has no state: a new activation scans again, and finds in the store what an earlier one has loaded. The window is in the name of the
/// reminder.
/// </remarks>
[Reentrant]
internal sealed partial class WarmGrain(SiloCache cache, ILogger<WarmGrain> logger, ILoggerFactory loggers)
    : Grain, IWarmGrain, IRemindable
{
    private const string Prefix = "warm/";

    /// <summary>The shortest period of Orleans' reminders.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Providers publish late now and then.</summary>
    private static readonly TimeSpan AfterPublication = TimeSpan.FromMinutes(5);

    /// <summary>The pause after a failed load; each is twice the one before, up to <see cref="LongestPause"/>.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private DateOnly? _loaded;
    private DateTimeOffset _nextTry = DateTimeOffset.MinValue;
    private TimeSpan _pause = FirstPause;
    private Task _loading = Task.CompletedTask;

    async Task IWarmGrain.ScheduleAsync(int days, CancellationToken cancellationToken)
    {
        var name = $"{Prefix}{days.ToString(CultureInfo.InvariantCulture)}";
        var isScheduled = false;
        foreach (var reminder in await this.GetReminders(cancellationToken))
        {
            if (days > 0 && reminder.ReminderName == name) isScheduled = true;
            else await this.UnregisterReminder(reminder, cancellationToken);
        }
        if (days > 0 && !isScheduled) await this.RegisterOrUpdateReminder(name, TimeSpan.Zero, Period, cancellationToken);
    }

    Task<DateOnly?> IWarmGrain.GetLoadedAsync(CancellationToken cancellationToken) => Task.FromResult(_loaded);

    Task IRemindable.ReceiveReminder(string reminderName, TickStatus status)
    {
        // The load takes longer than a call may last.
        if (_loading.IsCompleted && int.TryParse(reminderName[Prefix.Length..], CultureInfo.InvariantCulture, out var days))
            _loading = LoadAsync(days);
        return Task.CompletedTask;
    }

    private async Task LoadAsync(int days)
    {
        var session = cache.Clock.LastPublishedSession(cache.Clock.Now - AfterPublication);
        if (_loaded >= session || cache.Clock.Now < _nextTry) return;
        try
        {
            var engine = new ClusterEngine(
                GrainFactory, new ClusterEngineOptions(), TimeProvider.System, loggers.CreateLogger<ClusterEngine>());
            var scan = await engine.ScanToEndAsync(
                new ScanRequest { Days = days, Top = 1, StreamRows = false }, CancellationToken.None);
            LogLoaded(days, scan.Summary.AsOf, scan.Summary.Tiers.Total, scan.Summary.ProviderRequests, scan.Summary.Failed);
            if (IsComplete(scan.Summary, days))
            {
                (_loaded, _pause, _nextTry) = (session, FirstPause, DateTimeOffset.MinValue);
                return;
            }
            PauseFor("Some days or symbols could not be loaded.");
        }
        catch (Exception problem) when (problem is ScanFailedException || LostCall.IsLoss(problem, CancellationToken.None))
        {
            PauseFor(problem.Message);
        }
    }

    /// <summary>Whether another load cannot bring more: a scan succeeds although days of the market are missing.</summary>
    private bool IsComplete(ScanSummary scan, int days)
    {
        if (scan.Stale > 0) return false;
        if (cache.Market is not { } market) return scan.Failed == 0 || scan.Failed < scan.Ranked + scan.Filtered;
        var window = cache.Clock.Take().Window(days, Frequency.Daily, replay: null);
        return market.Archive.Covers(window) && market.Archive.Due(window).Count == 0;
    }

    private void PauseFor(string problem)
    {
        LogFailed(_pause.TotalMinutes, problem);
        _nextTry = cache.Clock.Now + _pause;
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Preloaded {Days} days up to {AsOf:yyyy-MM-dd}: {Symbols} symbols in {Requests} requests, {Failed} without prices")]
    private partial void LogLoaded(int days, DateOnly asOf, int symbols, int requests, int failed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Preloading the market failed; next attempt in {Minutes} minutes: {Problem}")]
    private partial void LogFailed(double minutes, string problem);
}
