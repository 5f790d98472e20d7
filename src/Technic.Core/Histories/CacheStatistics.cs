using System.Text.Json.Serialization;

namespace Technic.Core.Histories;

/// <summary>
/// The statistics of the cache since its start. Every lookup is a hit or a miss, and a failed one is a miss: <c>Total = Hits + Misses</c>.
/// A caller that shares another's request counts like the first caller.
/// </summary>
/// <param name="MemoryHits">Lookups answered by L1.</param>
/// <param name="StoreHits">Lookups answered by L2.</param>
/// <param name="Misses">Lookups that needed the provider, regardless of the result.</param>
/// <param name="CacheSize">The number of histories in L1.</param>
/// <param name="MemoryBytes">The size of these histories, in bytes.</param>
/// <param name="ProviderFetches">Histories, whole-market days and splits requested from the provider; shared ones count once.</param>
/// <param name="ProviderRequests">Provider requests, including pages and retries.</param>
/// <param name="StaleServed">Lookups answered with an old copy because the provider failed.</param>
/// <param name="Coalesced">Lookups that shared another's request.</param>
/// <param name="Failures">Lookups without a history.</param>
/// <param name="StoreDamaged">Unreadable rows of the store, which count as missing.</param>
/// <param name="StoreUnavailable">Failed reads of the store.</param>
// The totals come first in JSON, for people who read it.
public sealed record CacheStatistics(
    long MemoryHits, long StoreHits, [property: JsonPropertyOrder(-4)] long Misses, [property: JsonPropertyOrder(-1)] long CacheSize,
    [property: JsonPropertyOrder(1)] long MemoryBytes, long ProviderFetches, long ProviderRequests, long StaleServed, long Coalesced,
    long Failures, long StoreDamaged, long StoreUnavailable)
{
    public static CacheStatistics Zero { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Histories that were evicted from L1 because the memory was full.</summary>
    [JsonPropertyOrder(2)]
    public long Evictions { get; init; }

    /// <summary>Lookups answered by L1 or L2.</summary>
    [JsonPropertyOrder(-5)]
    public long Hits => MemoryHits + StoreHits;

    /// <summary>All lookups.</summary>
    [JsonPropertyOrder(-3)]
    public long Total => Hits + Misses;

    /// <summary>Hits in percent of all lookups, 0 … 100; 0 before the first lookup.</summary>
    [JsonPropertyOrder(-2)]
    public double HitRate => Total == 0 ? 0 : 100.0 * Hits / Total;

    /// <summary>The sum of the statistics of two processes.</summary>
    public static CacheStatistics operator +(CacheStatistics a, CacheStatistics b) => new(
        a.MemoryHits + b.MemoryHits, a.StoreHits + b.StoreHits, a.Misses + b.Misses, a.CacheSize + b.CacheSize,
        a.MemoryBytes + b.MemoryBytes,
        a.ProviderFetches + b.ProviderFetches, a.ProviderRequests + b.ProviderRequests, a.StaleServed + b.StaleServed,
        a.Coalesced + b.Coalesced, a.Failures + b.Failures, a.StoreDamaged + b.StoreDamaged, a.StoreUnavailable + b.StoreUnavailable)
    {
        Evictions = a.Evictions + b.Evictions,
    };
}
