
namespace Technic.Cluster.Contracts;

/// <summary>The one in the cluster who asks the provider for splits and dividends, in the same way; the key is 0.</summary>
[Alias("technic.IMarketSplitsGrain")]
public interface IMarketSplitsGrain : IGrainWithIntegerKey
{
    /// <summary>Loads the splits executed from a day on, as the provider lists them at an instant or later.</summary>
    [Alias("Load")]
    Task<MarketLoadAnswer> LoadAsync(Guid caller, DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken = default);

    /// <summary>Loads the dividends with an ex-date from a day on, as the provider lists them at an instant or later.</summary>
    [Alias("LoadDividends")]
    Task<MarketLoadAnswer> LoadDividendsAsync(Guid caller, DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken = default);
}
