using Technic.Grains.Messages;

namespace Technic.Grains;

/// <summary>
/// The one in the cluster who asks the provider for a session of the whole market; the key is the day, <c>2026-11-20</c>. Whoever wants the day asks again
/// until it is there: a load may wait for the quota longer than a call may last, and ends when nobody asks any more.
/// </summary>
[Alias("technic.IMarketDayGrain")]
public interface IMarketDayGrain : IGrainWithStringKey
{
    /// <summary>Begins the load, or joins the one under way, and waits a while for its end.</summary>
    /// <param name="caller">Who asks: the same every time, and no other's.</param>
    /// <param name="cancellationToken">Gives up this question.</param>
    [Alias("Load")]
    Task<MarketLoadAnswer> LoadAsync(Guid caller, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="LoadAsync"/>, in place of the day that is stored.</summary>
    /// <param name="caller">Who asks: the same every time, and no other's.</param>
    /// <param name="cancellationToken">Gives up this question.</param>
    [Alias("Reload")]
    Task<MarketLoadAnswer> ReloadAsync(Guid caller, CancellationToken cancellationToken = default);
}

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
