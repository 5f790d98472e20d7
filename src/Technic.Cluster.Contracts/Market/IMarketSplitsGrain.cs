namespace Technic.Cluster.Contracts;

/// <summary>
/// The only one in the cluster to request splits and dividends from the provider, as <see cref="IMarketDayGrain"/>; the key is 0.
/// </summary>
[Alias("technic.IMarketSplitsGrain")]
public interface IMarketSplitsGrain : IGrainWithIntegerKey
{
    /// <summary>Loads the splits executed from a day on, as the provider lists them at an instant or later.</summary>
    [Alias("LoadFor")]
    Task<MarketLoadAnswer> LoadAsync(
        Guid caller, DateOnly from, DateTimeOffset checkedSince, Guid scan, CancellationToken cancellationToken = default);

    /// <summary>Loads the dividends with an ex-date from a day on, as the provider lists them at an instant or later.</summary>
    [Alias("LoadDividendsFor")]
    Task<MarketLoadAnswer> LoadDividendsAsync(
        Guid caller, DateOnly from, DateTimeOffset checkedSince, Guid scan, CancellationToken cancellationToken = default);
}
