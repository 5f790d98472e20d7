using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Core.Universes;

/// <summary>The properties of a company that the source's list of symbols lacks; <c>null</c> where unknown.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Sector">The sector's name.</param>
/// <param name="Industry">The industry's name.</param>
/// <param name="MarketCap">Market capitalisation in US dollars.</param>
/// <param name="AsOf">The date of the data (New York date).</param>
/// <param name="Origin">The file, or <see cref="Details"/>.</param>
public sealed record CompanyFacts(Symbol Symbol, string? Sector, string? Industry, double? MarketCap, DateOnly AsOf, string Origin)
{
    /// <summary>The origin of the provider's ticker details.</summary>
    public const string Details = "ticker details";

    /// <summary>The origin of what an engine took over from a client.</summary>
    public const string Import = "import";

    /// <summary>The facts of a listing in a file.</summary>
    public static CompanyFacts Of(Listing listing, DateOnly asOf, string origin) =>
        new(listing.Symbol, listing.Sector, listing.Industry, listing.MarketCap, asOf, origin);

    /// <summary>The facts of a provider's response; without one, only the date of the request.</summary>
    public static CompanyFacts Of(Symbol symbol, Company? company, DateOnly asOf)
    {
        var sector = company?.SicCode is { } code ? SicSectors.Of(code) : Market.Sector.Unclassified;
        var name = sector == Market.Sector.Unclassified ? null : sector.Name();
        return new CompanyFacts(symbol, name, company?.SicDescription, company?.MarketCap, asOf, Details);
    }

    /// <summary>A listing with its missing properties filled in.</summary>
    public Listing Fill(Listing listing) => listing with
    {
        Sector = listing.Sector ?? Sector, Industry = listing.Industry ?? Industry, MarketCap = listing.MarketCap ?? MarketCap,
    };

    /// <summary>These facts, completed with older ones.</summary>
    public CompanyFacts Over(CompanyFacts? older) => older is null
        ? this
        : this with { Sector = Sector ?? older.Sector, Industry = Industry ?? older.Industry, MarketCap = MarketCap ?? older.MarketCap };
}
