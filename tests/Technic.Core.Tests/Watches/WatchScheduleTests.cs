using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;
using Technic.Core.Watches;
using Technic.Testing;

namespace Technic.Core.Tests.Watches;

/// <summary>When a watch is checked without a request: over Thanksgiving and the half day after it.</summary>
public sealed class WatchScheduleTests
{
    private static readonly DateOnly Wednesday = new(2026, 11, 25), Friday = new(2026, 11, 27);

    [Theory]
    // Nothing has been checked.
    [InlineData(null, null, "Final", "2026-11-25 17:00", true)]
    // The check of the evening, and the final bars of the morning after.
    [InlineData("2026-11-25", "2026-11-25 16:15", "Preliminary", "2026-11-25 23:59", false)]
    [InlineData("2026-11-25", "2026-11-25 16:15", "Preliminary", "2026-11-26 05:59", false)]
    [InlineData("2026-11-25", "2026-11-25 16:15", "Preliminary", "2026-11-26 06:00", true)]
    [InlineData("2026-11-25", "2026-11-26 06:00", "Preliminary", "2026-11-26 07:00", false)]
    [InlineData("2026-11-25", "2026-11-25 16:15", "Final", "2026-11-26 06:00", false)]
    // The holiday has no session, and the half day ends at 13:00.
    [InlineData("2026-11-25", "2026-11-26 06:00", "Final", "2026-11-26 20:00", false)]
    [InlineData("2026-11-25", "2026-11-26 06:00", "Final", "2026-11-27 13:14", false)]
    [InlineData("2026-11-25", "2026-11-26 06:00", "Final", "2026-11-27 13:15", true)]
    // A check without the session is repeated after a quarter of an hour.
    [InlineData("2026-11-25", "2026-11-27 13:15", "Final", "2026-11-27 13:29", false)]
    [InlineData("2026-11-25", "2026-11-27 13:15", "Final", "2026-11-27 13:30", true)]
    [InlineData("2026-11-27", "2026-11-27 13:15", "Preliminary", "2026-11-27 18:00", false)]
    public void A_watch_is_checked_once_when_a_session_is_published_and_once_when_it_is_final(
        string? asOf, string? attempted, string data, string now, bool isDue)
    {
        var clock = new MarketClock(new FakeTimeProvider(At(now)));
        var progress = WatchProgress.None with
        {
            AttemptedAt = attempted is null ? null : At(attempted),
            Report = asOf is null ? null : ReportOf(asOf == "2026-11-25" ? Wednesday : Friday, At(attempted!), Enum.Parse<DayState>(data)),
        };

        Assert.Equal(isDue, WatchSchedule.IsDue(progress, clock.Take().Published, clock.Now, clock));
    }

    private static DateTimeOffset At(string text) =>
        Clocks.At(DateOnly.ParseExact(text[..10], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), text[11..]);

    private static WatchReport ReportOf(DateOnly asOf, DateTimeOffset checkedAt, DayState data) => new()
    {
        AsOf = asOf, CheckedAt = checkedAt, Source = "test", Data = data, Requested = 1, Ranked = 0, Filtered = 1, Failed = 0, Stale = 0,
        Matches = [], Entered = [], Left = [], Unknown = [],
    };
}
