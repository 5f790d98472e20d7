using Microsoft.Extensions.Logging;
using Technic.Core.Caching;
using Technic.Core.MarketData;
using Technic.Core.Scanning;

namespace Technic.Grains;

/// <summary>The bounds and rules of a silo's cache.</summary>
/// <param name="Memory">The bounds of the silo's memory.</param>
/// <param name="Cache">The rules of a lookup.</param>
/// <param name="FetchWindow">The most provider fetches a silo has under way, 1 or more; the cluster's quota holds beside it.</param>
public sealed record SiloCacheOptions(MemoryTierOptions? Memory = null, TieredCacheOptions? Cache = null, int FetchWindow = 24);

/// <summary>
/// What a silo holds for all its grains: the memory in which they publish their histories, the counters, and the rules. One a silo.
/// </summary>
public sealed class SiloCache : IDisposable
{
    public SiloCache(SiloCacheOptions options, MarketClock clock, IPriceSource source, ILoggerFactory loggers)
    {
        Clock = clock;
        Source = new BoundedSource(source, options.FetchWindow);
        Life = (options.Memory ?? new MemoryTierOptions()).LifeOrDefault;
        Memory = new MemoryTier(clock, options.Memory);
        Counters = new CacheCounters(Memory);
        Tiers = new TieredCache(clock, Memory, Source, Counters, options.Cache ?? new TieredCacheOptions(), loggers.CreateLogger<TieredCache>());
        Partition = new PartitionScan(clock, Memory, Counters);
    }

    public MarketClock Clock { get; }

    public IPriceSource Source { get; }

    /// <summary>How long a history stays in memory at most.</summary>
    public TimeSpan Life { get; }

    public MemoryTier Memory { get; }

    public CacheCounters Counters { get; }

    public TieredCache Tiers { get; }

    public PartitionScan Partition { get; }

    public void Dispose() => Counters.Dispose();
}
