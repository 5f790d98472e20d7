using System.IO.Compression;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Text;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Core.Tests.Universes;

public sealed class UniverseFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("symbol,name,exchange,sector,industry,market_cap\nAAPL,Apple Inc.,NASDAQ,Technology,Computers,2.5e12\n")]
    [InlineData(
        "\uFEFFMarketCap,country,Ticker,Industry,SECTOR,Exchange,Name\r\n"
        + "2500000000000.00,US,AAPL,Computers,Technology,NASDAQ,Apple Inc.\r\n")]
    [InlineData(
        "\"symbol\",\"name\",\"exchange\",\"sector\",\"industry\",\"market_cap\"\n"
        + "\"AAPL\",\"Apple Inc.\",\"NASDAQ\",\"Technology\",\"Computers\",\"2500000000000\"")]
    public void The_same_listing_can_be_written_in_many_ways(string text) =>
        Assert.Equal([new Listing(S("AAPL"), "Apple Inc.", "NASDAQ", "Technology", "Computers", 2.5e12)], Read(text).Listings);

    [Fact]
    public void A_gzip_file_is_read_too()
    {
        var path = _folder.File("universe.csv");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest)) gzip.Write("symbol\nAAPL\n"u8);

        Assert.Equal([new Listing(S("AAPL"))], UniverseFile.Read(path, default).Listings);
    }

    [Theory]
    [InlineData("AAPL\nBRK/B\nBACpL\n")]
    [InlineData("\uFEFFAAPL\r\n\r\nBRK.B\r\nBAC^L")]
    [InlineData("Symbol\nAAPL\nBRK.B\nBACpL\n")]
    [InlineData("tickers\nAAPL\nBRK.B\nBACpL\n")]
    public void A_plain_list_of_tickers_is_a_universe(string text)
    {
        var universe = Read(text);

        Assert.Equal([new Listing(S("AAPL")), new Listing(S("BRK.B")), new Listing(S("BACpL"))], universe.Listings);
        Assert.Empty(universe.Dropped);
    }

    [Fact]
    public void What_a_file_does_not_say_is_null() =>
        Assert.Equal([new Listing(S("A")), new Listing(S("B"))], Read("symbol,name,sector,market_cap\nA,,,\nB,,,0.00\n").Listings);

    [Fact]
    public void Lines_that_cannot_be_used_are_counted_by_reason_with_examples()
    {
        var universe = Read("symbol,name\nA,a\n../../etc,x\nB,b\nA,again\n'; DROP TABLE,x\nC,Acme, Inc.\n,empty\nBRK/B,b\nBRK.B,b\n");

        Assert.Equal(["A", "B", "BRK.B"], universe.Listings.Select(listing => listing.Symbol.Text));
        Assert.Equal(3, universe.DroppedCounts[UniverseFile.InvalidSymbol]);
        Assert.Equal(2, universe.DroppedCounts[UniverseFile.RepeatedSymbol]);
        Assert.Equal(1, universe.DroppedCounts[UniverseFile.WrongColumns]);
        Assert.Equal(9, universe.ToUniverse().Requested);
        Assert.Equal(
            ["line 5: A is already on line 2.", "line 10: BRK.B is already on line 9."],
            universe.Dropped.Single(dropped => dropped.Reason == UniverseFile.RepeatedSymbol).Examples);
        Assert.Equal(
            ["line 7: 3 columns, but the header has 2."],
            universe.Dropped.Single(dropped => dropped.Reason == UniverseFile.WrongColumns).Examples);
        Assert.StartsWith(
            "line 3: Invalid symbol '../../etc'",
            universe.Dropped.Single(dropped => dropped.Reason == UniverseFile.InvalidSymbol).Examples[0]);
    }

    [Fact]
    public void Examples_are_few_however_many_lines_are_dropped()
    {
        var universe = Read("symbol\nA\n" + string.Concat(Enumerable.Repeat("?\n", 10_000)));

        Assert.Equal(10_000, universe.Dropped.Single().Count);
        Assert.Equal(5, universe.Dropped.Single().Examples.Count);
    }

    [Theory]
    [InlineData("", "'{0}' is empty: expected a column 'symbol'.")]
    [InlineData(" \r\n\n", "'{0}' is empty: expected a column 'symbol'.")]
    [InlineData("symbol,name\n", "'{0}' has only a header.")]
    [InlineData(
        "date,open,close\n2021-04-21,1,2\n", "{0}, line 1: missing column 'symbol' or 'ticker' (the file has: date, open, close).")]
    [InlineData("AAPL,Apple Inc.\n", "{0}, line 1: missing column 'symbol' or 'ticker' (the file has: AAPL, Apple Inc.).")]
    [InlineData("name\nApple\n", "{0}, line 1: missing column 'symbol' or 'ticker' (the file has: name).")]
    [InlineData("Company name\nApple\n", "{0}, line 1: missing column 'symbol' or 'ticker' (the file has: Company name).")]
    [InlineData(
        "symbol\n?\n!\n",
        "'{0}' has no usable symbols; 2 lines were dropped, the first one: line 2: "
        + "Invalid symbol '?': it must begin and end with a letter or digit (A-Z, a-z, 0-9).")]
    [InlineData("symbol,Symbol\nA,B\n", "{0}, line 1: duplicate column 'symbol'.")]
    public void A_file_that_is_no_universe_is_an_error_of_one_sentence(string text, string expected)
    {
        var path = _folder.Write("universe.csv", text);

        Assert.Equal(string.Format(expected, path), Assert.Throws<CsvFormatException>(() => UniverseFile.Read(path, default)).Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = _folder.File("none.csv");

        Assert.Equal($"File not found: '{path}'.", Assert.Throws<CsvFormatException>(() => UniverseFile.Read(path, default)).Message);
    }

    [Fact]
    public void A_million_lines_are_all_accounted_for()
    {
        var text = new StringBuilder("symbol,name,sector\n", 20_000_000);
        for (var i = 0; i < 1_000_000; i++) text.Append('S').Append(i % 900_000).Append(",Name,Energy\n");

        var universe = Read(text.ToString());

        Assert.Equal(900_000, universe.Listings.Count);
        Assert.Equal(100_000, universe.DroppedCounts[UniverseFile.RepeatedSymbol]);
        Assert.Same(universe.Listings[0].Sector, universe.Listings[^1].Sector);
    }

    [Fact]
    public void Reading_ends_when_it_is_cancelled() =>
        Assert.Throws<OperationCanceledException>(() =>
            UniverseFile.Read(
                _folder.Write("universe.csv", string.Concat(Enumerable.Range(0, 5_000).Select(i => $"S{i}\n"))),
                new CancellationToken(true)));

    [SkippableFact]
    public void Every_listed_company_is_usable_and_its_sector_is_understood()
    {
        var universe = UniverseFile.Read(SharedData.Require("us-listed-universe-2026-08.csv"), default);

        Assert.Equal(7_182, universe.Listings.Count);
        Assert.Empty(universe.Dropped);
        Assert.Contains(universe.Listings, listing => listing.Symbol == S("BRK.B"));
        Assert.Contains(universe.Listings, listing => listing.Symbol == S("ABRpD"));
        Assert.All(
            universe.Listings, listing => Assert.True(listing.Sector is null || Sectors.TryParse(listing.Sector, out _), listing.Sector));
        Assert.Equal(1_711, universe.Listings.Count(listing => Sectors.Of(listing.Sector) == Sector.Financials));
        Assert.Equal(718 + 72, universe.Listings.Count(listing => Sectors.Of(listing.Sector) == Sector.Unclassified));
    }

    [Fact]
    public void The_constituents_of_an_index_are_read_with_their_GICS_sectors()
    {
        var universe = UniverseFile.Read(TestData.PathOf("sp500-constituents.csv"), default);

        Assert.Equal(504, universe.Listings.Count);
        Assert.Equal(new Listing(S("MMM"), "3M Company", null, "Industrials"), universe.Listings[0]);
        Assert.DoesNotContain(universe.Listings, listing => Sectors.Of(listing.Sector) == Sector.Unclassified);
    }

    private UniverseFile Read(string text) => UniverseFile.Read(_folder.Write("universe.csv", text), default);

    private static Symbol S(string text) => Symbol.Parse(text);
}
