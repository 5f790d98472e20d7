
namespace Technic.Core.Market.Calendar;

/// <summary>
/// The instant of one request, and what the market had published at that time. A request takes it once (<see cref="MarketClock.Take"/>) and
/// passes it on. Code below never reads the clock again, so a scan that runs during a publication uses one day.
/// </summary>
/// <param name="Now">The instant.</param>
/// <param name="Published">The last session that had closed and been published (New York date).</param>
public readonly record struct Moment(DateTimeOffset Now, DateOnly Published)
{
    /// <summary>New York's date at the instant.</summary>
    public DateOnly Today => NewYork.Date(Now);

    /// <summary>
    /// The days of a window: for daily bars up to the last published session, for intraday bars up to today; a replay ends at the session
    /// of its day. It begins <paramref name="days"/> calendar days before the end.
    /// </summary>
    public DayRange Window(int days, Frequency frequency, DateOnly? replay)
    {
        var end = LastDay(frequency, replay);
        return new DayRange(end.AddDays(-days), end);
    }

    /// <summary>The last day of each window.</summary>
    public DateOnly LastDay(Frequency frequency, DateOnly? replay)
    {
        var end = frequency == Frequency.Daily ? Published : Today;
        return replay is { } day && day < end ? MarketClock.Calendar.LastSessionOnOrBefore(day) : end;
    }
}

/// <summary>Days from <paramref name="From"/> to <paramref name="To"/>, both included; New York dates.</summary>
public readonly record struct DayRange(DateOnly From, DateOnly To);
