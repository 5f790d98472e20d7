using Technic.Core.Market;

namespace Technic.Cluster.Contracts;

/// <summary>
/// What a silo knows of the market as a whole. It answers on the silo that the call came in through; what it needs of the source is
/// requested once a day. Each method returns <c>null</c> while the answer is being prepared; the caller asks again with the same id.
/// </summary>
[Alias("technic.IMarketGrain")]
public interface IMarketGrain : IGrainWithIntegerKey
{
    /// <summary>Every symbol that the source lists.</summary>
    [Alias("Listings")]
    Task<MarketAnswer?> GetListingsAsync(Guid call, CancellationToken cancellationToken = default);

    /// <summary>Stores sectors, industries and capitalisations of listings.</summary>
    [Alias("ImportCompanies")]
    Task<MarketAnswer> ImportCompaniesAsync(Listing[] companies, CancellationToken cancellationToken = default);

    /// <summary>The symbols that are known without a request.</summary>
    [Alias("KnownListings")]
    Task<MarketAnswer?> GetKnownListingsAsync(Guid call, CancellationToken cancellationToken = default);

    /// <summary>One session of the whole market.</summary>
    [Alias("Session")]
    Task<MarketAnswer?> GetSessionAsync(Guid call, DateOnly day, CancellationToken cancellationToken = default);

    /// <summary>The splits executed from a day on.</summary>
    [Alias("Splits")]
    Task<MarketAnswer?> GetSplitsAsync(Guid call, DateOnly from, CancellationToken cancellationToken = default);

    /// <summary>The dividends with an ex-date from a day on; <c>null</c> for all held ones, at least those of the default window.</summary>
    [Alias("Dividends")]
    Task<MarketAnswer?> GetDividendsAsync(Guid call, DateOnly? from, CancellationToken cancellationToken = default);

    /// <summary>The reports of the stored days.</summary>
    [Alias("Days")]
    Task<MarketAnswer?> GetDaysAsync(Guid call, CancellationToken cancellationToken = default);

    /// <summary>The findings of an audit of the stored days.</summary>
    [Alias("AuditDays")]
    Task<MarketAnswer?> AuditAsync(Guid call, CancellationToken cancellationToken = default);

    /// <summary>One page of the provider's own API.</summary>
    [Alias("Provider")]
    Task<MarketAnswer?> GetFromProviderAsync(Guid call, string path, CancellationToken cancellationToken = default);
}
