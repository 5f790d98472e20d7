using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>What a source can also do when it describes companies. It keeps to the rules of <see cref="IPriceSource"/>.</summary>
public interface ICompanySource
{
    /// <summary>Every symbol that was listed on a day: those that are gone since are among them.</summary>
    /// <exception cref="PriceSourceException">The source could not answer.</exception>
    Task<FetchedListings> FetchListingsAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>What the source says of the company behind a symbol.</summary>
    /// <exception cref="PriceSourceException">The source could not answer.</exception>
    Task<FetchedCompany> FetchCompanyAsync(Symbol symbol, CancellationToken cancellationToken);
}

/// <summary>What a source says of a symbol's company; what it does not say is <c>null</c>.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Type">The kind of security, in the provider's codes (<see cref="Listing.Type"/>).</param>
/// <param name="SicCode">The Standard Industrial Classification code of four digits.</param>
/// <param name="SicDescription">What the code stands for.</param>
/// <param name="MarketCap">Market capitalisation in US dollars.</param>
/// <param name="IsActive">Whether the symbol trades.</param>
/// <param name="DelistedOn">The day on which it was delisted (New York date).</param>
/// <param name="ListedOn">The day on which it was first listed, under any ticker (New York date).</param>
public sealed record Company(
    Symbol Symbol, string? Type, int? SicCode, string? SicDescription, double? MarketCap, bool? IsActive, DateOnly? DelistedOn,
    DateOnly? ListedOn = null);

/// <summary>A company, and how many requests it took; <c>null</c> for a symbol that the source does not know.</summary>
public sealed record FetchedCompany(Company? Company, int Requests);
