using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>
/// How long an empty response for a session is valid. Thursday 2026-03-12 is final at 06:00 of the next day, and its bars may be published
/// until 06:00 of the day after.
/// </summary>
public sealed class EmptySessionsTests
{
    private static readonly DateOnly Thursday = new(2026, 3, 12);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly EmptySessions _sessions;

    public EmptySessionsTests() => _sessions = new EmptySessions(new MarketClock(_time));

    private void Ask(DateTimeOffset at) => _sessions.Add(Thursday, at);

    /// <summary>Whether the session is assumed to have no bars at an instant, and whether only temporarily.</summary>
    private (bool Contains, bool IsProvisional) At(DateTimeOffset now)
    {
        _time.AdjustTime(now);
        var contains = _sessions.Contains(Thursday);
        return (contains, contains && !_sessions.IsClosing(Thursday));
    }

    [Fact]
    public void A_session_that_was_never_asked_for_is_taken_to_have_bars()
    {
        Assert.Equal((false, false), At(Clocks.At(2026, 4, 15, 12, 0)));
        Assert.Equal(DateTimeOffset.MinValue, _sessions.BelievedUntil(Thursday));
    }

    [Theory]
    [InlineData("2026-03-12", "16:20", "2026-03-12", "16:35")]
    [InlineData("2026-03-13", "06:00", "2026-03-13", "08:00")]
    [InlineData("2026-03-13", "23:00", "2026-03-14", "00:05")]
    [InlineData("2026-03-14", "05:59", "2026-03-14", "07:59")]
    public void An_answer_for_a_young_session_is_believed_until_it_is_worth_asking_again(
        string day, string time, string untilDay, string untilTime)
    {
        Ask(Clocks.At(Day(day), time));
        var until = Clocks.At(Day(untilDay), untilTime);

        Assert.Equal((true, true), At(until.AddTicks(-1)));
        Assert.Equal((false, false), At(until));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");

    [Fact]
    public void A_later_answer_is_believed_until_the_end_of_its_day_in_New_York()
    {
        Ask(Clocks.At(2026, 3, 14, 6, 0));

        Assert.Equal((true, true), At(Clocks.At(2026, 3, 14, 23, 59)));
        Assert.Equal((false, false), At(Clocks.At(2026, 3, 15, 0, 0)));
    }

    [Fact]
    public void The_last_of_several_answers_counts()
    {
        Ask(Clocks.At(2026, 3, 14, 9, 0));
        Ask(Clocks.At(2026, 3, 15, 9, 0));

        Assert.Equal((true, true), At(Clocks.At(2026, 3, 15, 23, 59)));
        Assert.Equal((false, false), At(Clocks.At(2026, 3, 16, 0, 0)));
    }

    [Fact]
    public void Of_the_answers_of_one_day_the_last_counts_in_whatever_order_they_are_entered()
    {
        var last = Clocks.At(2026, 3, 13, 9, 0);
        Ask(last.AddHours(-1));
        Ask(last);
        Ask(last.AddHours(-2));

        Assert.Equal((true, true), At(last.AddHours(2).AddTicks(-1)));
        Assert.Equal((false, false), At(last.AddHours(2)));
    }

    [Fact]
    public void Answers_before_the_session_was_settled_never_mean_that_the_exchange_was_closed()
    {
        Ask(Clocks.At(2026, 3, 12, 16, 20));
        Ask(Clocks.At(2026, 3, 13, 5, 59));
        Ask(Clocks.At(2026, 3, 14, 9, 0));
        Ask(Clocks.At(2026, 3, 15, 9, 0));
        Assert.Equal((false, false), At(Clocks.At(2026, 4, 15, 9, 0)));

        Ask(Clocks.At(2026, 3, 16, 9, 0));

        Assert.Equal((true, false), At(Clocks.At(2026, 4, 15, 9, 0)));
    }

    [Fact]
    public void A_clock_may_be_an_hour_ahead()
    {
        var asked = Clocks.At(2026, 3, 13, 9, 0);
        Ask(asked);

        Assert.Equal((true, true), At(asked.AddHours(-1)));
        Assert.False(new MarketClock(_time).IsFromFuture(asked));
        Assert.True(new MarketClock(_time).IsFromFuture(asked.AddTicks(1)));
    }

    [Fact]
    public void An_answer_from_the_future_is_forgotten_as_soon_as_it_is_seen()
    {
        var asked = Clocks.At(2026, 3, 13, 9, 0);
        Ask(asked);

        Assert.Equal((false, false), At(asked.AddHours(-1).AddTicks(-1)));
        Assert.Equal((false, false), At(asked));
        At(asked.AddHours(-2));
        Assert.True(_sessions.TryAdd("2026-03-12/empty/2026-03-13", asked));
        Assert.Equal((false, false), At(asked));
    }

    [Fact]
    public void Bars_that_come_take_all_answers_away()
    {
        for (var day = 13; day < 17; day++) Ask(Clocks.At(2026, 3, day, 9, 0));
        Assert.Equal((true, false), At(Clocks.At(2026, 4, 15, 9, 0)));

        _sessions.Remove(Thursday);

        Assert.Equal((false, false), At(Clocks.At(2026, 4, 15, 9, 0)));
    }

    [Fact]
    public void A_documents_name_tells_the_session_and_the_day_of_the_request()
    {
        Assert.Equal("2026-03-12/empty/2026-03-13", _sessions.Add(Thursday, Clocks.At(2026, 3, 13, 23, 59)));
        _sessions.Remove(Thursday);
        At(Clocks.At(2026, 3, 13, 9, 0));

        Assert.True(_sessions.TryAdd("2026-03-12/empty/2026-03-13", Clocks.At(2026, 3, 13, 9, 0)));
        Assert.Equal((true, true), At(Clocks.At(2026, 3, 13, 10, 0)));
    }

    [Theory]
    [InlineData("2026-03-12")]
    [InlineData("/empty")]
    [InlineData("2026-3-12/empty")]
    [InlineData("once/empty/2026-03-13")]
    public void Another_name_is_that_of_no_empty_answer(string name)
    {
        Assert.False(_sessions.TryAdd(name, Clocks.At(2026, 3, 13, 9, 0)));
        Assert.Equal((false, false), At(Clocks.At(2026, 3, 13, 10, 0)));
    }

    [Fact]
    public void The_name_that_version_0_1_0_wrote_is_read() =>
        Assert.True(_sessions.TryAdd("2026-03-12/empty", Clocks.At(2026, 3, 13, 9, 0)));

    [Fact]
    public void A_holiday_is_a_closed_session_and_has_a_name_of_its_own()
    {
        Assert.Equal("2026-03-12/empty/holiday", _sessions.AddHoliday(Thursday));
        Assert.Equal((true, false), At(Clocks.WednesdayEvening));
        _sessions.Remove(Thursday);
        Assert.Equal((false, false), At(Clocks.WednesdayEvening));

        Assert.True(_sessions.TryAdd("2026-03-12/empty/holiday", Clocks.WednesdayEvening));

        Assert.Equal((true, false), At(Clocks.WednesdayEvening));
    }

    [Fact]
    public void An_answer_at_the_instant_at_which_the_session_was_settled_counts()
    {
        for (var day = 13; day < 16; day++) Ask(Clocks.At(2026, 3, day, 6, 0));

        Assert.Equal((true, false), At(Clocks.At(2026, 4, 15, 9, 0)));
    }
}
