using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>When a day is final, and when it is due for another request. Monday 2026-03-09 is final on Tuesday at 06:00.</summary>
public sealed class DayRecordsTests
{
    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly DateTimeOffset Settled = Clocks.At(2026, 3, 10, 6, 0);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly DayRecords _records;

    public DayRecordsTests() => _records = new DayRecords(new MarketClock(_time));

    private void Set(
        DateTimeOffset fetchedAt, int symbols = 100, int? traded = null, int leftOut = 0, int fetches = 1, bool isImported = false) =>
        _records.Set(Monday, new DayRecord(fetchedAt, symbols, traded ?? symbols, leftOut, fetches, isImported));

    private void SetNeighbours(int symbols, int count = 3)
    {
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(Monday.AddDays(-30), Monday.AddDays(-1)).TakeLast(count))
            _records.Set(day, new DayRecord(Settled, symbols, symbols));
    }

    [Fact]
    public void A_day_that_is_not_here_is_preliminary_and_never_due()
    {
        Assert.Null(_records.Find(Monday));
        Assert.Equal((DayState.Preliminary, DateTimeOffset.MaxValue), (_records.StateOf(Monday), _records.NextLook(Monday)));
        Assert.False(_records.IsDue(Monday));
        Assert.True(_records.IsPlausible(Monday));
    }

    [Fact]
    public void A_day_is_final_when_it_was_fetched_after_it_had_settled()
    {
        Set(Settled.AddTicks(-1));
        Assert.Equal((DayState.Preliminary, Settled), (_records.StateOf(Monday), _records.NextLook(Monday)));
        Set(Settled);
        Assert.Equal((DayState.Final, DateTimeOffset.MaxValue), (_records.StateOf(Monday), _records.NextLook(Monday)));
    }

    [Fact]
    public void A_preliminary_day_is_due_from_the_instant_it_settles()
    {
        Set(Settled.AddHours(-10));
        _time.AdjustTime(Settled.AddTicks(-1));
        Assert.False(_records.IsDue(Monday));
        _time.AdjustTime(Settled);
        Assert.True(_records.IsDue(Monday));
    }

    [Fact]
    public void An_imported_day_is_final_and_never_due()
    {
        Set(Settled.AddHours(-10), isImported: true);

        Assert.Equal((DayState.Final, DateTimeOffset.MaxValue), (_records.StateOf(Monday), _records.NextLook(Monday)));
    }

    [Theory]
    [InlineData(85, 85, DayState.Final)]
    [InlineData(84, 84, DayState.Suspect)]
    [InlineData(100, 84, DayState.Suspect)]
    [InlineData(84, 100, DayState.Suspect)]
    public void A_day_with_far_fewer_symbols_than_its_neighbours_is_suspect(int symbols, int traded, DayState expected)
    {
        SetNeighbours(100);
        Set(Settled, symbols, traded);

        Assert.Equal(expected, _records.StateOf(Monday));
        Assert.Equal(expected == DayState.Final, _records.IsPlausible(Monday));
    }

    [Theory]
    [InlineData(3, DayState.Final)]
    [InlineData(2, DayState.Suspect)]
    public void Two_symbols_may_always_be_missing(int symbols, DayState expected)
    {
        SetNeighbours(5);
        Set(Settled, symbols);

        Assert.Equal(expected, _records.StateOf(Monday));
    }

    [Fact]
    public void A_suspect_day_is_fetched_again_after_a_day_and_then_ever_less_often_and_at_last_left_as_it_is()
    {
        SetNeighbours(100);
        Set(Settled, 10);
        Assert.Equal(Settled.AddDays(1), _records.NextLook(Monday));
        Set(Settled.AddDays(4), 10, fetches: 5);
        Assert.Equal(Settled.AddDays(8), _records.NextLook(Monday));
        Set(Settled.AddDays(8), 10, fetches: 6);
        Assert.Equal(DateTimeOffset.MaxValue, _records.NextLook(Monday));
    }

    [Fact]
    public void A_day_with_rows_that_could_not_be_used_is_fetched_once_more()
    {
        Set(Settled, leftOut: 1);
        Assert.Equal((DayState.Suspect, Settled.AddDays(1)), (_records.StateOf(Monday), _records.NextLook(Monday)));
        Set(Settled, leftOut: 1, fetches: 2);
        Assert.Equal((DayState.Final, DateTimeOffset.MaxValue), (_records.StateOf(Monday), _records.NextLook(Monday)));
    }

    [Fact]
    public void A_failure_gives_the_provider_time_and_an_answer_ends_that()
    {
        Set(Settled.AddHours(-10));
        _records.NoteFailure(Monday, Settled.AddHours(3));
        Assert.Equal(Settled.AddHours(5), _records.NextLook(Monday));

        Set(Settled.AddHours(-1));

        Assert.Equal(Settled, _records.NextLook(Monday));
    }

    [Fact]
    public void An_answer_with_far_less_than_what_is_here_is_worse()
    {
        Assert.False(_records.IsWorse(Monday, new DayRecord(Settled, 1, 1)));
        Set(Settled);

        Assert.False(_records.IsWorse(Monday, new DayRecord(Settled, 85, 85)));
        Assert.True(_records.IsWorse(Monday, new DayRecord(Settled, 84, 100)));
        Assert.True(_records.IsWorse(Monday, new DayRecord(Settled, 100, 84)));
    }

    [Fact]
    public void A_day_that_is_forgotten_is_no_neighbour_either()
    {
        SetNeighbours(100, count: 1);
        Set(Settled, 10);
        Assert.Equal(DayState.Suspect, _records.StateOf(Monday));

        _records.Remove(new DateOnly(2026, 3, 6));

        Assert.Equal(DayState.Final, _records.StateOf(Monday));
    }

    [Theory]
    [InlineData(-1, DayState.Preliminary)]
    [InlineData(0, DayState.Final)]
    public void A_day_without_a_record_is_judged_by_the_time_of_its_fetch(int ticks, DayState expected)
    {
        _records.SetFetched(Monday, Settled.AddTicks(ticks));

        Assert.Equal(expected, _records.StateOf(Monday));
        Assert.Equal(expected == DayState.Final ? DateTimeOffset.MaxValue : Settled, _records.NextLook(Monday));
        _records.Remove(Monday);
        Assert.Equal((DayState.Preliminary, DateTimeOffset.MaxValue), (_records.StateOf(Monday), _records.NextLook(Monday)));
    }

    [Fact]
    public void A_day_that_is_doubted_is_due_until_a_request_for_it_has_ended()
    {
        Set(Settled);
        _records.Doubt(Monday);
        Assert.True(_records.IsDue(Monday));
        _records.NoteFailure(Monday, Settled.AddHours(1));
        Assert.False(_records.IsDue(Monday));
        _records.Doubt(Monday);

        Set(Settled);

        Assert.False(_records.IsDue(Monday));
    }

    [Theory]
    [InlineData(-1, 0)] // it was not due then
    [InlineData(0, 120)]
    [InlineData(60, 180)]
    public void Only_a_failure_since_the_day_was_due_gives_the_provider_time(int failedAfter, int lookAfter)
    {
        Set(Settled.AddHours(-10));

        _records.NoteFailure(Monday, Settled.AddMinutes(failedAfter));

        Assert.Equal(Settled.AddMinutes(lookAfter), _records.NextLook(Monday));
    }

    [Fact]
    public void A_preliminary_day_with_far_fewer_symbols_than_its_neighbours_is_fetched_again_the_same_evening()
    {
        SetNeighbours(100);
        Set(Settled.AddHours(-10), symbols: 10);

        Assert.Equal((DayState.Preliminary, Settled.AddHours(-8)), (_records.StateOf(Monday), _records.NextLook(Monday)));
    }

    [Fact]
    public void Later_days_are_neighbours_too()
    {
        foreach (var day in new[] { new DateOnly(2026, 3, 10), new DateOnly(2026, 3, 12) })
            _records.Set(day, new DayRecord(Settled, 100, 100));
        Set(Settled, 10);

        Assert.Equal(DayState.Suspect, _records.StateOf(Monday));
    }

    [Fact]
    public void Neighbours_with_other_numbers_do_not_change_the_usual_one()
    {
        int[] counts = [100, 100, 10, 100, 10];
        var sessions = ExchangeCalendar.Nyse.SessionsBetween(Monday.AddDays(-30), Monday.AddDays(-1)).TakeLast(counts.Length);
        foreach (var (day, count) in sessions.Zip(counts)) _records.Set(day, new DayRecord(Settled, count, count));
        Set(Settled, 50);

        Assert.Equal(DayState.Suspect, _records.StateOf(Monday));
    }
}
