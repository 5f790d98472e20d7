using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests;

/// <summary>
/// The tiers of one process over a scripted market with whole days. Its stores and its provider outlive it, like real ones.
/// </summary>
internal sealed class MarketProcess : IDisposable
{
    private readonly ScriptedMarket _market;

    /// <param name="market">L3.</param>
    /// <param name="time">The clock.</param>
    /// <param name="documents">The store of days and splits.</param>
    /// <param name="rows">The store of single histories.</param>
    public MarketProcess(ScriptedMarket market, TimeProvider time, IDocumentStore documents, MemoryHistoryStore rows)
    {
        _market = market;
        Clock = new MarketClock(time);
        Archive = new MarketArchive(documents, Clock, NullLoggerFactory.Instance);
        Memory = new HistoryMemory(Clock, new MemoryTierOptions(Jitter: 0), splits: Archive.Known);
        Archive.Known.Changed = () => Memory.RemoveWhere(Archive.Outdates);
        Counters = new CacheCounters(Memory);
        Loader = new MarketLoader(Archive, market, Clock, Counters, NullLogger<MarketLoader>.Instance);
        var whole = WholeMarket.Of(Archive, Loader, market, Clock, NullLoggerFactory.Instance);
        Tiers = new LocalTiers(
            market, rows, new HistoryKeeper(Memory, Clock), whole, Counters, new HistoryRules(), fetchWindow: 4,
            NullLoggerFactory.Instance);
    }

    public MarketClock Clock { get; }

    public MarketArchive Archive { get; }

    public MarketLoader Loader { get; }

    public HistoryMemory Memory { get; }

    public CacheCounters Counters { get; }

    public LocalTiers Tiers { get; }

    /// <summary>The keys of the market's first symbols.</summary>
    public PriceHistoryKey[] Keys(int days, DateOnly? replay = null, int? symbols = null) =>
        [.. _market.Symbols.Take(symbols ?? int.MaxValue).Select(symbol => new PriceHistoryKey(symbol, days, Frequency.Daily, replay))];

    /// <summary>Scans keys now.</summary>
    /// <returns>The answers in the order of the keys, and the plan if the provider was needed.</returns>
    public async Task<(HistoryLookup[] Lookups, LoadPlan? Plan)> ScanAsync(PriceHistoryKey[] keys)
    {
        var answers = new HistoryLookup[keys.Length];
        LoadPlan? plan = null;
        await foreach (var step in Tiers.Finder.FindAsync(new HistorySearch(keys, Clock.Take()) { IsScan = true }, default))
        {
            if (step is Planned planned) plan = planned.Plan;
            if (step is not Answered answered) continue;
            foreach (var answer in answered.Answers) answers[answer.Place] = answer.Lookup;
        }
        return (answers, plan);
    }

    /// <summary>Looks one key up now.</summary>
    public ValueTask<HistoryLookup> FindAsync(PriceHistoryKey key) => Tiers.Finder.FindAsync(key, Clock.Take(), default);

    public void Dispose()
    {
        Counters.Dispose();
        Archive.Dispose();
    }
}
