using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

public sealed class DayRecordTests
{
    private static readonly DateTimeOffset At = Clocks.WednesdayEvening;

    [Fact]
    public void A_record_counts_a_days_bars_and_those_with_a_volume()
    {
        var day = new DateOnly(2026, 3, 11);
        var bars = Enumerable.Range(0, 5).ToDictionary(i => Symbol.Parse($"S{i}"), i => new Bar(BarTime.OfDay(day), 1, 1, 1, 1, i));

        Assert.Equal(
            new DayRecord(At, 5, 4, 2, 3, true), DayRecord.Of(MarketDay.Of(day, bars), At, leftOut: 2, fetches: 3, isImported: true));
        Assert.Equal(new DayRecord(At, 0, 0, 0, 1, false), DayRecord.Of(MarketDay.FromColumns(day, [], []), At));
    }

    [Theory]
    [InlineData(true, "/record/8123-8101-2-4-1")]
    [InlineData(false, "/record/8123-8101-2-4-0")]
    public void It_is_written_as_the_end_of_a_name_and_read_again(bool isImported, string name)
    {
        var record = new DayRecord(At, 8_123, 8_101, 2, 4, isImported);

        Assert.Equal(name, record.ToName());
        Assert.True(DayRecord.TryParse(name, At, out var read));
        Assert.Equal(record, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/record/")]
    [InlineData("/record/1-2-3-4")]
    [InlineData("/record/1-2-3-4-0-6")]
    [InlineData("/record/1-2-x-4-0")]
    [InlineData("/record/1-2- 3-4-0")]
    [InlineData("/empty/1-2-3-4-0")]
    [InlineData("more/record/1-2-3-4-0")]
    public void Another_name_is_that_of_no_record(string name)
    {
        Assert.False(DayRecord.TryParse(name, At, out var record));
        Assert.Null(record);
    }
}
