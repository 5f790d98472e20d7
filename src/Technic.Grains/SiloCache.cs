using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;

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
    /// <param name="options">Bounds and rules.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="source">L3.</param>
    /// <param name="documents">Where the silos keep whole-market days together; <c>null</c> to load single symbols only.</param>
    /// <param name="loader">Makes what asks for those days, out of this silo's archive: one silo asks for all of them.</param>
    /// <param name="loggers">Where it tells what it does.</param>
    public SiloCache(
        SiloCacheOptions options, MarketClock clock, IPriceSource source, IDocumentStore? documents, Func<MarketArchive, IMarketLoader>? loader,
        ILoggerFactory loggers)
    {
        Clock = clock;
        Source = new BoundedSource(source, options.FetchWindow);
        Life = (options.Memory ?? new MemoryTierOptions()).LifeOrDefault;
        Memory = new MemoryTier(clock, options.Memory);
        Counters = new CacheCounters(Memory);
        if (source is IMarketDaySource days && documents is not null && loader is not null)
        {
            var archive = new MarketArchive(documents, clock, loggers.CreateLogger<MarketArchive>()) { IsShared = true };
            archive.SplitsChanged = () => Memory.RemoveWhere(archive.Outdates);
            OwnLoader = new MarketLoader(archive, days, clock, Counters, loggers.CreateLogger<MarketLoader>());
            Market = WholeMarket.Of(archive, loader(archive), source, clock, loggers);
        }
        Tiers = new TieredCache(
            clock, Memory, Source, Counters, options.Cache ?? new TieredCacheOptions(), loggers.CreateLogger<TieredCache>(), Market);
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

    /// <summary>How whole-market days are loaded; <c>null</c> when the source gives single symbols only.</summary>
    public WholeMarket? Market { get; }

    /// <summary>Asks the source from this silo, for the whole cluster.</summary>
    public MarketLoader? OwnLoader { get; }

    public void Dispose()
    {
        Counters.Dispose();
        Market?.Archive.Dispose();
    }
}
