namespace Technic.Core.Histories;

/// <summary>
/// What the cache has done since it began. Every lookup is a hit or a miss, and a failed one is a miss too: <c>Total = Hits + Misses</c>.
/// A caller that joined another's flight counts like the caller who began it.
/// </summary>
/// <param name="MemoryHits">Lookups answered by L1.</param>
/// <param name="StoreHits">Lookups answered by L2.</param>
/// <param name="Misses">Lookups that needed the provider, whatever came of it.</param>
/// <param name="CacheSize">Histories in L1 now.</param>
/// <param name="MemoryBytes">What they occupy, in bytes.</param>
/// <param name="ProviderFetches">Histories, whole-market days and splits asked of the provider: one for all callers of a flight.</param>
/// <param name="ProviderRequests">Requests that took, pages and retries included.</param>
/// <param name="StaleServed">Lookups answered with an old copy because the provider failed.</param>
/// <param name="Coalesced">Lookups that joined another's flight.</param>
/// <param name="Failures">Lookups that ended without a history.</param>
/// <param name="StoreDamaged">Rows of the store that could not be read and counted as missing.</param>
/// <param name="StoreUnavailable">Reads that the store did not answer.</param>
public sealed record CacheStatistics(
    long MemoryHits, long StoreHits, long Misses, long CacheSize, long MemoryBytes, long ProviderFetches, long ProviderRequests,
    long StaleServed, long Coalesced, long Failures, long StoreDamaged, long StoreUnavailable)
{
    public static CacheStatistics Zero { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public long Hits => MemoryHits + StoreHits;

    public long Total => Hits + Misses;

    /// <summary>Hits in percent of all lookups, 0 … 100; 0 before the first.</summary>
    public double HitRate => Total == 0 ? 0 : 100.0 * Hits / Total;

    /// <summary>The statistics of two processes together.</summary>
    public static CacheStatistics operator +(CacheStatistics a, CacheStatistics b) => new(
        a.MemoryHits + b.MemoryHits, a.StoreHits + b.StoreHits, a.Misses + b.Misses, a.CacheSize + b.CacheSize, a.MemoryBytes + b.MemoryBytes,
        a.ProviderFetches + b.ProviderFetches, a.ProviderRequests + b.ProviderRequests, a.StaleServed + b.StaleServed,
        a.Coalesced + b.Coalesced, a.Failures + b.Failures, a.StoreDamaged + b.StoreDamaged, a.StoreUnavailable + b.StoreUnavailable);
}
