using System.Text;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Tests.Archive;

public sealed class TickerBookFormatTests
{
    private static readonly DateTimeOffset AskedAt = new(2026, 8, 31, 20, 0, 0, TimeSpan.Zero);

    private static bool TryDecode(string records, out TickerBook? book) => TickerBookFormat.Instance.TryDecode(
        new StoredDocument(Encoding.UTF8.GetBytes($$"""{"version":1,"tickers":[{{records}}]}"""), AskedAt), out book);

    [Fact]
    public void What_was_written_is_read()
    {
        TickerEvents[] answers =
        [
            TickerEvents.Of(Symbol.Parse("META"), AskedAt,
                [new(Symbol.Parse("FB"), new DateOnly(2012, 5, 18)), new(Symbol.Parse("META"), new DateOnly(2022, 6, 9))]),
            TickerEvents.Of(Symbol.Parse("KO"), AskedAt.AddHours(-1), []),
            TickerEvents.Of(Symbol.Parse("BRK.B"), AskedAt.AddDays(-1), [new(Symbol.Parse("BRK.B"), new DateOnly(1996, 5, 9))]),
        ];
        var book = answers.Aggregate(TickerBook.Empty, (known, answer) => known.With(answer));

        var document = new StoredDocument(TickerBookFormat.Instance.Encode(book), AskedAt);
        Assert.True(TickerBookFormat.Instance.TryDecode(document, out var read));

        Assert.Equal((AskedAt, answers.Length), (read.CheckedAt, read.Events.Length));
        foreach (var answer in answers)
        {
            var events = read.EventsOf(answer.Symbol)!;
            Assert.Equal((answer.AskedAt, answer.Periods.Length), (events.AskedAt, events.Periods.Length));
            Assert.Equal(answer.Periods.AsEnumerable(), events.Periods);
        }
    }

    [Theory]
    [InlineData("""["KO","2026-08-31T21:00:00Z"]""", true)]
    [InlineData("""["KO","2026-08-31T21:00:00Z"],["KO","2026-08-30T21:00:00Z"]""", false)] // asked about twice
    [InlineData("""["KO"]""", false)]
    [InlineData("""["-KO","2026-08-31T21:00:00Z"]""", false)]
    [InlineData("""["KO","yesterday"]""", false)]
    [InlineData("""["KO","2026-08-31T21:00:00Z","FB"]""", false)] // a ticker without a day
    [InlineData("""["KO","2026-08-31T21:00:00Z",null,"2012-05-18"]""", false)]
    [InlineData("""["KO","2026-08-31T21:00:00Z","FB","18.5.2012"]""", false)]
    public void Only_whole_records_of_different_symbols_are_read(string records, bool isRead)
    {
        Assert.Equal(isRead, TryDecode(records, out var book));
        Assert.Equal(isRead, book is not null);
    }
}
