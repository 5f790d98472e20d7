using System.Text;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Tests.Archive;

public sealed class SplitBookFormatTests
{
    private static readonly DateOnly From = new(2025, 8, 24);
    private static readonly DateTimeOffset CheckedAt = new(2026, 8, 31, 21, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_was_written_is_read_with_what_the_prices_have_decided()
    {
        KnownSplit[] splits =
        [
            .. Enum.GetValues<SplitStanding>().Select((standing, i) => new KnownSplit(
                new Split(Symbol.Parse("ACME"), new DateOnly(2026, 8, 10 + i), 4), CheckedAt.AddDays(-i), standing)),
            new KnownSplit(new Split(Symbol.Parse("KO"), new DateOnly(2026, 8, 25), 1.0 / 3), CheckedAt),
        ];
        var payload = SplitBookFormat.Instance.Encode(new SplitBook(From, CheckedAt, [.. splits]));

        Assert.True(SplitBookFormat.Instance.TryDecode(new StoredDocument(payload, CheckedAt), out var read));

        Assert.Equal((From, CheckedAt), (read.From, read.CheckedAt));
        Assert.Equal(splits, read.Splits);
    }

    [Theory]
    [InlineData("""["A","2026-08-31",4,"2026-08-31T20:20:01Z","confirmed"]""", true)]
    [InlineData("""["A","2026-08-31",4,"2026-08-31T20:20:01Z","rejected"]""", true)]
    [InlineData("""["A","2026-08-31",4,"2026-08-31T20:20:01Z","open"]""", false)]
    [InlineData("""["A","2026-08-31",4,"2026-08-31T20:20:01Z",null]""", false)]
    [InlineData("""["A","2026-08-31",4,"2026-08-31T20:20:01Z","confirmed",1]""", false)]
    [InlineData("""["A","2026-08-31",4,"2026-08-31T20:20:01Z"],["A","2026-08-31",4,"2026-08-31T20:20:02Z"]""", false)] // one record twice
    public void Only_whole_records_of_different_splits_are_read(string records, bool isRead)
    {
        var text = $$"""{"version":1,"from":"2025-08-24","checkedAt":"2026-08-31T21:00:00Z","splits":[{{records}}]}""";

        Assert.Equal(isRead, SplitBookFormat.Instance.TryDecode(new StoredDocument(Encoding.UTF8.GetBytes(text), CheckedAt), out _));
    }
}
