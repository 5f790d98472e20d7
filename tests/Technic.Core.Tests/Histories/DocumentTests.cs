using System.Text;
using Technic.Core.Archive;
using Technic.Core.Market;
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
        Assert.Equal(ListingsWithTypes, Encoding.UTF8.GetString(ListingDocument.Encode(typed).Span));
        Assert.True(ListingDocument.TryDecode(Encoding.UTF8.GetBytes(ListingsWithTypes), out var read));
        Assert.Equal(typed, read);
        Assert.True(ListingDocument.TryDecode(Encoding.UTF8.GetBytes(Listings), out var old));
        Assert.Equal(Listed, old);
    }

    [Fact]
    public void Splits_are_written_and_read_in_the_layout_of_existing_stores()
    {
        Assert.Equal(Splits, Encoding.UTF8.GetString(SplitBookDocument.Encode(Book).Span));
        Assert.True(SplitBookDocument.TryDecode(Encoding.UTF8.GetBytes(Splits), out var read));
        Assert.Equal((Book.From, Book.CheckedAt), (read.From, read.CheckedAt));
        Assert.Equal(Book.Splits.AsEnumerable(), read.Splits);
    }

    [Theory]
    [InlineData(Listings)]
    [InlineData(Splits)]
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
        foreach (var document in (string[])[Listings, Splits])
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

    private static bool IsRead(string document) => IsRead(Encoding.UTF8.GetBytes(document));

    private static bool IsRead(byte[] document) =>
        ListingDocument.TryDecode(document, out _) || SplitBookDocument.TryDecode(document, out _);
}
