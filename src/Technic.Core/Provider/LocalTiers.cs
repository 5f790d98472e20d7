using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Core.Provider;

/// <summary>
/// The tiers of one process: its memory, its view of the store, and its part of the provider tier. Each answer is counted here, once.
/// </summary>
public sealed class LocalTiers
{
    /// <param name="source">L3.</param>
    /// <param name="rows">The stored histories.</param>
    /// <param name="keeper">L1.</param>
    /// <param name="market">The whole-market days; <c>null</c> when the source provides single symbols only.</param>
    /// <param name="counters">The counters of the process.</param>
    /// <param name="rules">The maximum ages of copies.</param>
    /// <param name="fetchWindow">The maximum number of keys requested from the provider at a time, 1 or more.</param>
    /// <param name="loggers">The log.</param>
    public LocalTiers(
        IPriceSource source, IHistoryStore rows, HistoryKeeper keeper, WholeMarket? market, CacheCounters counters,
        HistoryRules rules, int fetchWindow,
        ILoggerFactory loggers)
    {
        var fetch = new HistoryFetch(source, rows, keeper, market, counters, rules, fetchWindow, loggers.CreateLogger<HistoryFetch>());
        Fetch = new CountedFetch(fetch, counters);
        Memory = new CountedTier(new MemoryTier(keeper, counters, loggers.CreateLogger<MemoryTier>()), counters);
        Archive = market is null ? null : new CountedTier(new ArchiveTier(market.Archive, market.Assembler, keeper), counters);
        Rows = new CountedTier(new RowsTier(rows, keeper, counters, rules, loggers.CreateLogger<RowsTier>()), counters);
        var provider = new ProviderTier(new LoadPlanner(market?.Archive, source), market?.Load, market?.Archive, Fetch, keeper.Clock);
        Finder = new HistoryFinder(Memory, Archive, Rows, provider);
    }

    public IHistoryTier Memory { get; }

    public IHistoryTier? Archive { get; }

    public IHistoryTier Rows { get; }

    /// <summary>The process's part of the provider tier.</summary>
    public IHistoryFetch Fetch { get; }

    /// <summary>All tiers in order.</summary>
    public HistoryFinder Finder { get; }
}
