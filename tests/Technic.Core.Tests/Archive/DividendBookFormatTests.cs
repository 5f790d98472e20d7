using System.Text;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Tests.Archive;

public sealed class DividendBookFormatTests
{
    private static readonly DateOnly From = new(2025, 8, 24);
    private static readonly DateTimeOffset CheckedAt = new(2026, 8, 31, 21, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_was_written_is_read()
    {
        Dividend[] dividends =
        [
            new(Symbol.Parse("AAPL"), new DateOnly(2026, 8, 10), 0.26), new(Symbol.Parse("BRK.B"), new DateOnly(2026, 6, 12), 1.0 / 3),
        ];
        var payload = DividendBookFormat.Instance.Encode(new DividendBook(From, CheckedAt, [.. dividends]));

        Assert.True(DividendBookFormat.Instance.TryDecode(new StoredDocument(payload, CheckedAt), out var read));

        Assert.Equal((From, CheckedAt), (read.From, read.CheckedAt));
        Assert.Equal(dividends, read.Dividends);
    }

    [Theory]
    [InlineData("""["AAPL","2026-08-10",0.26]""", true)]
    [InlineData("""["AAPL","2026-08-10",0]""", false)]
    [InlineData("""["AAPL","2026-08-10",-0.26]""", false)]
    [InlineData("""["AAPL","2026-08-10",null]""", false)]
    [InlineData("""["AAPL","2026-08-10"]""", false)]
    [InlineData("""["AAPL","2026-08-10",0.26,1]""", false)]
    [InlineData("""["AAPL","10.8.2026",0.26]""", false)]
    [InlineData("""["","2026-08-10",0.26]""", false)]
    public void Only_whole_records_of_possible_amounts_are_read(string record, bool isRead)
    {
        var text = $$"""{"version":1,"from":"2025-08-24","checkedAt":"2026-08-31T21:00:00Z","dividends":[{{record}}]}""";

        Assert.Equal(isRead, DividendBookFormat.Instance.TryDecode(new StoredDocument(Encoding.UTF8.GetBytes(text), CheckedAt), out _));
    }
}
