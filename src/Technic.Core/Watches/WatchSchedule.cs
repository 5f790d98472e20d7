using Technic.Core.Archive;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Watches;

/// <summary>
/// When a watch is checked without a request: once after a session has been published, and once more when its bars have become final, if
/// they were not. A check without the session is repeated after a pause.
/// </summary>
public static class WatchSchedule
{
    /// <summary>The time after a check without the newest session until the next one.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    /// <summary>Whether a watch is to be checked.</summary>
    /// <param name="progress">The progress of the watch's present scan (<see cref="WatchProgress.Of"/>).</param>
    /// <param name="newest">The newest session that the price source can have.</param>
    /// <param name="now">The time.</param>
    /// <param name="clock">When sessions become final.</param>
    public static bool IsDue(WatchProgress progress, DateOnly newest, DateTimeOffset now, MarketClock clock)
    {
        if (progress.AttemptedAt is { } last && last <= now && now - last < Pause) return false;
        if (progress.Report is not { } report || report.AsOf < newest) return true;
        return report.Data != DayState.Final && clock.SettledAt(report.AsOf) is var settled && report.CheckedAt < settled && settled <= now;
    }
}
