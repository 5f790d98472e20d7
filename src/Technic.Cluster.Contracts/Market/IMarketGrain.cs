
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

    /// <summary>One session of the whole market.</summary>
    [Alias("GetSession")]
    Task<MarketAnswer> GetSessionAsync(DateOnly day, CancellationToken cancellationToken = default);

    /// <summary>The splits executed from a day on.</summary>
    [Alias("GetSplits")]
    Task<MarketAnswer> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken = default);

    /// <summary>What is known of the stored days.</summary>
    [Alias("GetDays")]
    Task<MarketAnswer> GetDaysAsync(CancellationToken cancellationToken = default);

    /// <summary>What an audit of the stored days finds.</summary>
    [Alias("Audit")]
    Task<MarketAnswer> AuditAsync(CancellationToken cancellationToken = default);
}
