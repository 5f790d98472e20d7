using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>Additional methods of a source that describes companies. The rules of <see cref="IPriceSource"/> apply.</summary>
public interface ICompanySource
{
    /// <summary>All symbols listed on a day, including those delisted since.</summary>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<FetchedListings> FetchListingsAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>The description of the company of a symbol.</summary>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<FetchedCompany> FetchCompanyAsync(Symbol symbol, CancellationToken cancellationToken);
}

/// <summary>The description of a symbol's company by a source; unknown values are <c>null</c>.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Type">The type of security, as a code of the provider (<see cref="Listing.Type"/>).</param>
/// <param name="SicCode">The Standard Industrial Classification code with four digits.</param>
/// <param name="SicDescription">The meaning of the code.</param>
/// <param name="MarketCap">Market capitalisation in US dollars.</param>
/// <param name="IsActive">Whether the symbol trades.</param>
/// <param name="DelistedOn">The day of its delisting (New York date).</param>
public sealed record Company(
    Symbol Symbol, string? Type, int? SicCode, string? SicDescription, double? MarketCap, bool? IsActive, DateOnly? DelistedOn);

/// <summary>A company and the number of requests; <c>null</c> for an unknown symbol.</summary>
public sealed record FetchedCompany(Company? Company, int Requests);
