using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Core.Tests.Market;

public sealed class SectorsTests
{
    [Theory]
    [InlineData("Energy", Sector.Energy)]
    [InlineData("Basic Materials", Sector.Materials)]
    [InlineData("Industrials", Sector.Industrials)]
    [InlineData("Consumer Discretionary", Sector.ConsumerDiscretionary)]
    [InlineData("Consumer Staples", Sector.ConsumerStaples)]
    [InlineData("Health Care", Sector.HealthCare)]
    [InlineData("Finance", Sector.Financials)]
    [InlineData("Technology", Sector.InformationTechnology)]
    [InlineData("Telecommunications", Sector.CommunicationServices)]
    [InlineData("Utilities", Sector.Utilities)]
    [InlineData("Real Estate", Sector.RealEstate)]
    [InlineData("Miscellaneous", Sector.Unclassified)]
    public void Every_name_of_the_Nasdaq_list_has_its_sector(string name, Sector sector) => Assert.Equal(sector, Sectors.Of(name));

    [Theory]
    [InlineData("health care", Sector.HealthCare)]
    [InlineData("HEALTHCARE", Sector.HealthCare)]
    [InlineData(" Real-Estate ", Sector.RealEstate)]
    [InlineData("tech", Sector.InformationTechnology)]
    [InlineData("Consumer Cyclical", Sector.ConsumerDiscretionary)]
    [InlineData("Consumer Non-Durables", Sector.ConsumerStaples)]
    [InlineData("unclassified", Sector.Unclassified)]
    public void Case_and_punctuation_do_not_count(string name, Sector sector) => Assert.Equal(sector, Sectors.Parse(name));

    [Fact]
    public void Every_sector_is_found_by_its_own_name()
    {
        Assert.Equal(11, Sectors.All.Count);
        Assert.All(Enum.GetValues<Sector>(), sector => Assert.Equal(sector, Sectors.Parse(sector.Name())));
        Assert.All(Enum.GetValues<Sector>(), sector => Assert.Equal(sector, Sectors.Parse(sector.ToString())));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Retail-Computer & Peripheral Equipment Stores")]
    public void A_listing_without_a_known_sector_is_unclassified(string? name) => Assert.Equal(Sector.Unclassified, Sectors.Of(name));

    [Fact]
    public void An_unknown_name_is_answered_with_those_there_are()
    {
        var error = Assert.Throws<FormatException>(() => Sectors.Parse("Tecnology"));

        Assert.Equal(
            "Unknown sector 'Tecnology' (did you mean 'Technology'?): expected one of Energy, Materials, Industrials, "
            + "Consumer Discretionary, Consumer Staples, "
            + "Health Care, Financials, Information Technology, Communication Services, Utilities, Real Estate and Unclassified.",
            error.Message);
        Assert.StartsWith("Unknown sector 'Crypto': expected one of Energy,", Sectors.Complaint("Crypto"));
        Assert.StartsWith("Unknown sector '': expected one of", Sectors.Complaint(""));
        Assert.Null(Sectors.Complaint("Finance"));
    }

    [Fact]
    public void A_hostile_name_is_cut_short_and_cleaned()
    {
        var complaint = Sectors.Complaint("\u001b[2J" + new string('x', 10_000))!;

        Assert.InRange(complaint.Length, 1, 400);
        Assert.DoesNotContain(complaint, char.IsControl);
    }
}
