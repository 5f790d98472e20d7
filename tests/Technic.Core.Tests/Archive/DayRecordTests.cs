using Technic.Core.Archive;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

public sealed class DayRecordTests
{
    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var record = new DayRecord(
                Clocks.WednesdayEvening.AddMinutes(i), random.Next(20_000), random.Next(20_000), random.Next(10), random.Next(1, 9), random.Next(2) == 0);

            Assert.True(DayRecord.TryParse(record.ToName(), record.FetchedAt, out var read));
            Assert.Equal(record, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/empty/2026-03-11")]
    [InlineData("/record/")]
    [InlineData("/record/1-2-3-4")]
    [InlineData("/record/1-2-3-4-0-5")]
    [InlineData("/record/1-2-x-4-0")]
    [InlineData("/record/-1-2-3-4-0")]
    public void Another_name_is_no_record(string name) => Assert.False(DayRecord.TryParse(name, Clocks.WednesdayEvening, out _));
}
