using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>The bounds and rules of a silo's cache.</summary>
/// <param name="Memory">The bounds of the silo's memory.</param>
/// <param name="Rules">The ages that a lookup still believes.</param>
/// <param name="FetchWindow">
/// Maximum number of concurrent provider requests of the silo, 1 or more; the cluster's quota also applies.
/// </param>
/// <param name="WriteCapacity">Maximum number of histories that wait to be written before their callers wait, 1 or more.</param>
/// <param name="FlushLimit">How long a silo that stops waits for its writes. Default: 10 seconds.</param>
/// <param name="Scans">The limits of the kept scans of the cluster.</param>
/// <param name="ColumnFolder">
/// The folder of the silo's copy of the stored days by symbol, for studies; <c>null</c> for a temporary one.
/// </param>
public sealed record SiloCacheOptions(
    MemoryTierOptions? Memory = null, HistoryRules? Rules = null, int FetchWindow = 24, int WriteCapacity = 10_000,
    TimeSpan? FlushLimit = null, KeptScanLimits? Scans = null, string? ColumnFolder = null)
{
    public TimeSpan FlushLimitOrDefault => FlushLimit ?? TimeSpan.FromSeconds(10);
}

/// <summary>
/// What a silo holds for all its grains: the memory in which their histories are, the counters, and the rules. One a silo.
/// </summary>
public sealed class SiloCache : IAsyncDisposable
{
    /// <param name="options">Bounds and rules.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="source">L3.</param>
    /// <param name="rows">The stored histories: the states of the keys' grains.</param>
    /// <param name="documents">The whole-market days and lists: the states of their grains.</param>
    /// <param name="loader">Makes what asks for those days, out of this silo's archive: one silo asks for all of them.</param>
    /// <param name="owners">Makes what hands the histories in memory over to their grains.</param>
    /// <param name="loggers">The log.</param>
    public SiloCache(
        SiloCacheOptions options, MarketClock clock, IPriceSource source, IHistoryStore rows, IDocumentStore documents,
        Func<MarketArchive, IMarketLoader> loader,
        Func<HistoryMemory, HistoryOwners> owners, ILoggerFactory loggers)
    {
        Clock = clock;
        Source = new BoundedSource(source, options.FetchWindow);
        (Provider, Histories) = (source as IProviderApi, source as IMarketHistorySource);
        var memoryOptions = options.Memory ?? new MemoryTierOptions();
        Life = memoryOptions.LifeOrDefault;
        var archive = source is IMarketDaySource
            ? new MarketArchive(documents, clock, loggers, memoryOptions.MaxBytes / DecodedShare) { IsShared = true }
            : null;
        Memory = new HistoryMemory(clock, memoryOptions, splits: archive) { Others = () => (archive?.DecodedBytes ?? 0) + Held.Bytes };
        Memory.Evicted = new EvictionLog(Memory, memoryOptions.MaxBytes, clock.Time, loggers.CreateLogger<EvictionLog>()).Report;
        Held.Grown = Memory.Trim;
        MaxMirrorBytes = memoryOptions.MaxBytes / MirrorShare;
        Owners = owners(Memory);
        Memory.Added = Owners.Publish;
        Counters = new CacheCounters(Memory);
        if (archive is not null)
        {
            archive.Known.Changed = () => Memory.RemoveWhere(archive.Outdates);
            archive.Decoded = Memory.Trim;
            OwnLoader = new MarketLoader(archive, (IMarketDaySource)source, clock, Counters, loggers.CreateLogger<MarketLoader>());
            Market = WholeMarket.Of(archive, loader(archive), source, clock, loggers);
        }
        Tiers = new LocalTiers(
            Source, rows, new HistoryKeeper(Memory, clock), Market, Counters, options.Rules ?? new HistoryRules(),
            PartitionFetch.Window, loggers);
        Adjusted = new AdjustedHistories(Tiers.Finder, new PriceForms(Market, Source.Name, clock), clock);
    }

    /// <summary>Decoded days may take this part of the memory's size; histories give way to them.</summary>
    private const int DecodedShare = 4;

    /// <summary>
    /// Rows that are kept so that they need not be sent again may take this part of the memory's size; histories give way to them.
    /// </summary>
    private const int MirrorShare = 8;

    public MarketClock Clock { get; }

    public IPriceSource Source { get; }

    /// <summary>The own API of the source's provider; <c>null</c> when it has none.</summary>
    public IProviderApi? Provider { get; }

    /// <summary>The source, if it has the histories of all its symbols itself; <c>null</c> otherwise.</summary>
    public IMarketHistorySource? Histories { get; }

    /// <summary>How long a history stays in memory at most.</summary>
    public TimeSpan Life { get; }

    public HistoryMemory Memory { get; }

    /// <summary>What the silo holds beside its histories and decoded days.</summary>
    public HeldBytes Held { get; } = new();

    /// <summary>The maximum size of the rows that the silo's scans keep so that they need not be sent again, in bytes.</summary>
    public long MaxMirrorBytes { get; }

    /// <summary>The activations that own what is in memory.</summary>
    public HistoryOwners Owners { get; }

    public CacheCounters Counters { get; }

    /// <summary>The tiers of this silo; its rows are the states of the keys' grains.</summary>
    public LocalTiers Tiers { get; }

    /// <summary>Lookups in other forms of prices.</summary>
    public AdjustedHistories Adjusted { get; }

    /// <summary>How whole-market days are loaded; <c>null</c> when the source gives single symbols only.</summary>
    public WholeMarket? Market { get; }

    /// <summary>Asks the source from this silo, for the whole cluster.</summary>
    public MarketLoader? OwnLoader { get; }

    /// <summary>Reads the dividends that another silo requested, if they are newer than this silo's.</summary>
    /// <param name="checkedAt">When they were requested; <c>null</c> when none are needed.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="HistoryStoreException">They cannot be read now.</exception>
    public async ValueTask RefreshDividendsAsync(DateTimeOffset? checkedAt, CancellationToken cancellationToken)
    {
        if (checkedAt is not { } needed || Market is not { } market || market.Archive.Dividends.Dividends.CheckedAt >= needed) return;
        await market.Archive.Dividends.RefreshAsync(cancellationToken);
        if (market.Archive.Dividends.Dividends.CheckedAt < needed)
            throw new HistoryStoreException("The dividends are stored but cannot be read now. Try again in a moment.");
    }

    public async ValueTask DisposeAsync()
    {
        await Owners.DisposeAsync();
        Counters.Dispose();
        Market?.Archive.Dispose();
    }
}
