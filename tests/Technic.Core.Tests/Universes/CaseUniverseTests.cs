using Technic.Core.Market;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Core.Tests.Universes;

/// <summary>Typical user lists, each with its expected content (<c>tests/data/cases/universes</c>).</summary>
public sealed class CaseUniverseTests
{
    [Theory]
    [InlineData("dollars.csv", "AAPL=2256770000000 JPM=453400000000")]
    [InlineData("dup.csv", "AAPL BRK.B")]
    [InlineData("finviz_b.csv", "AAPL=4842450000000 TINYQ=42350000 JPM")]
    [InlineData("finviz_m.csv", "AAPL=4842453750000 TINYQ=42350000 JPM=480210110000")]
    [InlineData("foot.csv", "AAPL JPM")]
    [InlineData("ishares.csv", "AAPL BRK.B")]
    [InlineData("ishares_trim.csv", "AAPL BRK.B")]
    [InlineData("nasdaq.csv", "AAPL=2256770000000 BRK.B JPM=453441232100 ABRpD")]
    [InlineData("nasdaqlisted.txt", "AAPL")]
    [InlineData("otherlisted.txt", "JPM BRK.B ABRpD")]
    [InlineData("plain.txt", "AAPL JPM BRK.B")]
    [InlineData("slickcharts.csv", "AAPL JPM")]
    [InlineData("thinkorswim.csv", "AAPL=2256770000000 JPM=453441000000")]
    [InlineData("tv_watchlist.txt", "AAPL JPM BRK.B")]
    [InlineData("wiki.csv", "AAPL BRK.B JPM")]
    public void The_symbols_and_their_market_capitalisations_are_read(string name, string expected)
    {
        var file = Read(name);

        Assert.Equal(expected, string.Join(' ', file.Listings.Select(Text)));
        Assert.Empty(file.Warnings);
    }

    [Theory]
    [InlineData("dup.csv", UniverseFile.RepeatedSymbol, 4)]
    [InlineData("ishares.csv", UniverseFile.NotAShare, 1)]
    [InlineData("nasdaqlisted.txt", UniverseFile.TestIssue, 1)]
    public void What_is_left_out_is_counted(string name, string reason, int count) =>
        Assert.Equal((reason, count), Read(name).Dropped.Select(lines => (lines.Reason, lines.Count)).Single());

    [Fact]
    public void Names_and_sectors_are_found_under_their_usual_titles()
    {
        Assert.Equal(
            new Listing(
                Symbol.Parse("AAPL"), "Apple Inc.", null, "Information Technology", "Technology Hardware, Storage & Peripherals"),
            Read("wiki.csv").Listings[0] with { Name = "Apple Inc." });
        Assert.Equal("JP Morgan Chase & Co. Common Stock", Read("otherlisted.txt").Listings[0].Name);
        Assert.Equal("APPLE INC", Read("thinkorswim.csv").Listings[0].Name);
    }

    private static UniverseFile Read(string name) => UniverseFile.Read(TestData.PathOf($"cases/universes/{name}"), default);

    private static string Text(Listing listing) =>
        listing.MarketCap is { } cap ? FormattableString.Invariant($"{listing.Symbol}={cap}") : listing.Symbol.Text;
}
