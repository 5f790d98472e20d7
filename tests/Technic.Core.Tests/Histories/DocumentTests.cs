using System.Text;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Storage;
using Technic.Core.Universes;

namespace Technic.Core.Tests.Histories;

/// <summary>Documents of existing stores. Their bytes must not change: a store outlives the version that wrote it.</summary>
public sealed class DocumentTests
{
    private const string Listings =
        """{"version":1,"listings":[["AAPL","Apple Inc.","NASDAQ","Technology","Software \u0026 more",3100000000000],"""
        + """["BRK.B",null,null,null,null,null]]}""";

    private const string ListingsWithTypes =
        """{"version":2,"listings":[["AAPL","Apple Inc.","NASDAQ","Technology","Software \u0026 more",3100000000000,"CS"],"""
        + """["BRK.B",null,null,null,null,null,null]]}""";

    private const string Splits =
        """{"version":1,"from":"2026-08-24","checkedAt":"2026-08-31T21:00:00.5+00:00","splits":["""
        + """["AAPL","2026-08-31",4,"2026-08-31T20:20:01+00:00"],"""
        + """["KO","2026-08-25",0.1,"2026-08-31T20:20:01-04:00"]]}""";

    private const string Dividends =
        """{"version":1,"from":"2025-08-24","checkedAt":"2026-08-31T21:00:00+00:00","dividends":["""
        + """["AAPL","2026-08-10",0.26],["KO","2026-06-12",0.51]]}""";

    private const string Companies =
        """{"version":1,"companies":["""
        + """["AAPL","Information Technology","Computers \u0026 more",3100000000000,"2026-11-27","ticker details"],"""
        + """["KO",null,null,null,"2026-11-20","list.csv"]]}""";

    private const string Tickers =
        """{"version":1,"tickers":[["KO","2026-08-31T21:00:00+00:00"],"""
        + """["META","2026-08-31T20:00:00+00:00","FB","2012-05-18","META","2022-06-09"]]}""";

    private static readonly DateTimeOffset CheckedAt = new(2026, 8, 31, 21, 0, 0, TimeSpan.Zero);

    private static readonly Listing[] Listed =
    [
        new(Symbol.Parse("AAPL"), "Apple Inc.", "NASDAQ", "Technology", "Software & more", 3.1e12), new(Symbol.Parse("BRK.B")),
    ];

    private static readonly SplitBook Book = new(
        new DateOnly(2026, 8, 24), new DateTimeOffset(2026, 8, 31, 21, 0, 0, 500, TimeSpan.Zero),
        [
            new(new Split(Symbol.Parse("AAPL"), new DateOnly(2026, 8, 31), 4), new DateTimeOffset(2026, 8, 31, 20, 20, 1, TimeSpan.Zero)),
            new(
                new Split(Symbol.Parse("KO"), new DateOnly(2026, 8, 25), 0.1),
                new DateTimeOffset(2026, 8, 31, 20, 20, 1, TimeSpan.FromHours(-4))),
        ]);

    [Fact]
    public void Listings_are_written_and_read_in_the_layout_of_existing_stores()
    {
        Listing[] typed = [Listed[0] with { Type = "CS" }, Listed[1]];
        Assert.Equal(ListingsWithTypes, Text(ListingFormat.Instance.Encode(typed)));
        Assert.True(ListingFormat.Instance.TryDecode(Encoding.UTF8.GetBytes(ListingsWithTypes), out var read, out _));
        Assert.Equal(typed, read);
        Assert.True(ListingFormat.Instance.TryDecode(Encoding.UTF8.GetBytes(Listings), out var old, out _));
        Assert.Equal(Listed, old);
    }

    [Fact]
    public void Splits_are_written_and_read_in_the_layout_of_existing_stores()
    {
        Assert.Equal(Splits, Text(SplitBookFormat.Instance.Encode(Book)));
        Assert.True(SplitBookFormat.Instance.TryDecode(Document(Splits), out var read));
        Assert.Equal((Book.From, Book.CheckedAt), (read.From, read.CheckedAt));
        Assert.Equal(Book.Splits.AsEnumerable(), read.Splits);
    }

    [Fact]
    public void Dividends_are_written_and_read_in_the_layout_of_existing_stores()
    {
        var (apple, coke) = (Symbol.Parse("AAPL"), Symbol.Parse("KO"));
        Dividend[] dividends = [new(apple, new DateOnly(2026, 8, 10), 0.26), new(coke, new DateOnly(2026, 6, 12), 0.51)];
        var book = new DividendBook(new DateOnly(2025, 8, 24), CheckedAt, [.. dividends]);
        Assert.Equal(Dividends, Text(DividendBookFormat.Instance.Encode(book)));
        Assert.True(DividendBookFormat.Instance.TryDecode(Document(Dividends), out var read));
        Assert.Equal((book.From, book.CheckedAt), (read.From, read.CheckedAt));
        Assert.Equal(book.Dividends.AsEnumerable(), read.Dividends);
    }

    [Fact]
    public void Companies_are_written_and_read_in_the_layout_of_existing_stores()
    {
        CompanyFacts[] facts =
        [
            new(Symbol.Parse("KO"), null, null, null, new DateOnly(2026, 11, 20), "list.csv"),
            new(
                Symbol.Parse("AAPL"), "Information Technology", "Computers & more", 3.1e12, new DateOnly(2026, 11, 27),
                CompanyFacts.Details),
        ];
        Assert.Equal(Companies, Text(CompanyBookFormat.Instance.Encode(CompanyBook.Empty.With(facts, CheckedAt))));
        Assert.True(CompanyBookFormat.Instance.TryDecode(Document(Companies), out var read));
        Assert.Equal(CheckedAt, read.CheckedAt);
        Assert.Equal(facts.OrderBy(company => company.Symbol), read.Companies.Values);
    }

    [Fact]
    public void Ticker_events_are_written_and_read_in_one_layout()
    {
        var (ko, meta) = (Symbol.Parse("KO"), Symbol.Parse("META"));
        TickerPeriod[] periods = [new(Symbol.Parse("FB"), new DateOnly(2012, 5, 18)), new(meta, new DateOnly(2022, 6, 9))];
        var book = TickerBook.Empty.With(TickerEvents.Of(meta, CheckedAt.AddHours(-1), periods)).With(TickerEvents.Of(ko, CheckedAt, []));
        Assert.Equal(Tickers, Text(TickerBookFormat.Instance.Encode(book)));
        Assert.True(TickerBookFormat.Instance.TryDecode(Document(Tickers), out var read));
        Assert.Equal((CheckedAt, 2), (read.CheckedAt, read.Events.Length));
        Assert.Equal(periods, read.EventsOf(meta)!.Periods);
        Assert.Empty(read.EventsOf(ko)!.Periods);
    }

    [Theory]
    [InlineData(Listings)]
    [InlineData(Tickers)]
    [InlineData(Splits)]
    [InlineData(Dividends)]
    [InlineData(Companies)]
    public void A_document_may_have_spaces_and_another_order_but_no_other_member(string document)
    {
        var spaced = document.Replace(",", " , ").Replace("\"version\":1 , ", "")[..^1] + ", \"version\": 1 }";

        Assert.True(IsRead(spaced));
        Assert.False(IsRead(document[..^1] + ",\"more\":1}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version":1,"from":"2026-08-24","checkedAt":"2026-08-31T21:00:00Z"}""")]
    [InlineData("""{"version":1,"from":"2026-08-24","checkedAt":"2026-08-31T21:00:00Z","splits":null}""")]
    [InlineData("""{"version":2,"from":"2026-08-24","checkedAt":"2026-08-31T21:00:00Z","splits":[]}""")]
    [InlineData("""{"version":1,"from":"24.8.2026","checkedAt":"2026-08-31T21:00:00Z","splits":[]}""")]
    [InlineData("""{"version":1,"from":"2026-08-24","checkedAt":"2026-08-31T21:00:00Z","splits":[["A","2026-08-31",4]]}""")]
    [InlineData(
        """{"version":1,"from":"2026-08-24","checkedAt":"2026-08-31T21:00:00Z","splits":["""
        + """["A","2026-08-31",-4,"2026-08-31T20:20:01Z"]]}""")]
    [InlineData(
        """{"version":1,"from":"2026-08-24","checkedAt":"2026-08-31T21:00:00Z","splits":["""
        + """["A","2026-08-31",null,"2026-08-31T20:20:01Z"]]}""")]
    [InlineData(
        """{"version":1,"from":"2026-08-24","checkedAt":"2026-08-31T21:00:00Z","splits":["""
        + """["A","2026-08-31",4,"2026-08-31T20:20:01Z",1]]}""")]
    [InlineData("""{"version":1,"from":"2026-08-24","checkedAt":"2026-08-31T21:00:00Z","splits":[["A","2026-08-31",4,null]]}""")]
    [InlineData("""{"version":1,"listings":null}""")]
    [InlineData("""{"version":1,"listings":[null]}""")]
    [InlineData("""{"version":1,"listings":[["A",null,null,null,null,null,null,null]]}""")]
    [InlineData("""{"version":1,"listings":[["A",null,null,null,[],null]]}""")]
    public void What_is_no_document_is_none(string document) => Assert.False(IsRead(document));

    [Fact]
    public void Any_slip_of_a_bit_is_a_document_or_none()
    {
        foreach (var document in (string[])[Listings, Splits, Dividends, Companies, Tickers])
        {
            var bytes = Encoding.UTF8.GetBytes(document);
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                IsRead(bytes);
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    private static string Text(ReadOnlyMemory<byte> payload) => Encoding.UTF8.GetString(payload.Span);

    private static StoredDocument Document(string text) => new(Encoding.UTF8.GetBytes(text), CheckedAt);

    private static bool IsRead(string document) => IsRead(Encoding.UTF8.GetBytes(document));

    private static bool IsRead(byte[] payload)
    {
        var document = new StoredDocument(payload, CheckedAt);
        return ListingFormat.Instance.TryDecode(payload, out _, out _) || SplitBookFormat.Instance.TryDecode(document, out _)
            || TickerBookFormat.Instance.TryDecode(document, out _) || DividendBookFormat.Instance.TryDecode(document, out _)
            || CompanyBookFormat.Instance.TryDecode(document, out _);
    }
}
