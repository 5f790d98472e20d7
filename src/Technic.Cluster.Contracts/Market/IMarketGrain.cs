using Technic.Core.Market;

namespace Technic.Cluster.Contracts;

/// <summary>
/// What a silo knows of the market as a whole. It answers on the silo that the call came in through; what it needs of the source is asked
/// for once a day.
/// </summary>
[Alias("technic.IMarketGrain")]
public interface IMarketGrain : IGrainWithIntegerKey
{
    /// <summary>Every symbol that the source lists.</summary>
    [Alias("GetListings")]
    Task<MarketAnswer> GetListingsAsync(CancellationToken cancellationToken = default);

    /// <summary>Stores sectors, industries and capitalisations of listings.</summary>
    [Alias("ImportCompanies")]
    Task<MarketAnswer> ImportCompaniesAsync(Listing[] companies, CancellationToken cancellationToken = default);

    /// <summary>The symbols that are known without a request.</summary>
    [Alias("GetKnownListings")]
    Task<MarketAnswer> GetKnownListingsAsync(CancellationToken cancellationToken = default);

    /// <summary>One session of the whole market.</summary>
    [Alias("GetSession")]
    Task<MarketAnswer> GetSessionAsync(DateOnly day, CancellationToken cancellationToken = default);

    /// <summary>The splits executed from a day on.</summary>
    [Alias("GetSplits")]
    Task<MarketAnswer> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken = default);

    /// <summary>The dividends with an ex-date from a day on; <c>null</c> for all held ones, at least those of the default window.</summary>
    [Alias("GetDividends")]
    Task<MarketAnswer> GetDividendsAsync(DateOnly? from, CancellationToken cancellationToken = default);

    /// <summary>What is known of the stored days.</summary>
    [Alias("GetDays")]
    Task<MarketAnswer> GetDaysAsync(CancellationToken cancellationToken = default);

    /// <summary>What an audit of the stored days finds.</summary>
    [Alias("Audit")]
    Task<MarketAnswer> AuditAsync(CancellationToken cancellationToken = default);
}
