using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;

namespace Technic.Embedded;

/// <summary>How the embedded engine is set up; defaults suit one person's machine.</summary>
/// <param name="Memory">The bounds of L1.</param>
/// <param name="Cache">The rules of a lookup.</param>
/// <param name="WriteBehind">The queue of writes in front of the store.</param>
/// <param name="FetchWindow">The most provider fetches under way at a time, 1 or more; the source's own quota holds beside it.</param>
public sealed record EmbeddedEngineOptions(MemoryTierOptions? Memory = null, TieredCacheOptions? Cache = null, WriteBehindOptions? WriteBehind = null, int FetchWindow = 24);

/// <summary>Engine 1: everything in this process. L1 is the process's memory, L2 a store on this machine, L3 the source.</summary>
public sealed class EmbeddedEngine : IScanEngine, IEngineStatusSource, IMarketReference, IAsyncDisposable
{
    private readonly MemoryTier _memory;
    private readonly CacheCounters _counters;
    private readonly TieredCache _cache;
    private readonly WriteBehind _writer;
    private readonly StoreTier _store;
    private readonly ListingCache _listings;
    private readonly WholeMarket? _market;
    private readonly MarketReference _reference;
    private readonly ScanRun _scan;
    private readonly ITimer _broom;
    private readonly IPriceSource _source;
    private readonly DateTimeOffset _startedAt;

    /// <param name="source">L3; the caller keeps it.</param>
    /// <param name="store">
    /// L2; the caller keeps it and closes it after the engine, which writes to it until it is disposed. One that keeps documents
    /// (<see cref="IDocumentStore"/>) also keeps the source's list of symbols and, when the source gives whole-market days
    /// (<see cref="IMarketDaySource"/>), those days.
    /// </param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="options">Bounds and rules.</param>
    /// <param name="loggers">Where it tells what it does.</param>
    public EmbeddedEngine(IPriceSource source, IHistoryStore store, MarketClock clock, EmbeddedEngineOptions options, ILoggerFactory loggers)
    {
        _source = source;
        _startedAt = clock.Time.GetUtcNow();
        _memory = new MemoryTier(clock, options.Memory);
        _counters = new CacheCounters(_memory);
        _writer = new WriteBehind(store, options.WriteBehind ?? new WriteBehindOptions(), clock.Time, loggers.CreateLogger<WriteBehind>());
        var documents = store is IDocumentStore kept ? new BufferedDocumentStore(kept, _writer) : null;
        if (source is IMarketDaySource days && documents is not null) _market = OpenMarket(source, days, documents, clock, loggers);
        _cache = new TieredCache(
            clock, _memory, source, _counters, options.Cache ?? new TieredCacheOptions(), loggers.CreateLogger<TieredCache>(), _market);
        _store = new StoreTier(store, _writer);
        _listings = new ListingCache(source, documents, clock.Time, loggers.CreateLogger<ListingCache>());
        _reference = new MarketReference(_listings, _market, clock);
        var placement = new ProcessPlacement(_listings, _memory, _cache, _store, new PartitionScan(clock, _memory, _counters), _market?.Assembler, options.FetchWindow);
        _scan = new ScanRun(clock, source, _counters, placement, _market, loggers.CreateLogger<ScanRun>());
        _broom = clock.Time.CreateTimer(_ => _memory.Sweep(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, CancellationToken cancellationToken) => _scan.RunAsync(request, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
        _cache.LookupAsync(key, _store, read: null, LoadRoute.Single, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken)
    {
        _memory.Sweep();
        return ValueTask.FromResult(_counters.Snapshot());
    }

    /// <inheritdoc/>
    public ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken) => ValueTask.FromResult((long)_memory.Clear());

    /// <inheritdoc/>
    public async ValueTask<EngineStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var statistics = await GetStatisticsAsync(cancellationToken).ConfigureAwait(false);
        var process = new EngineProcess("this process", string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}"), IsAlive: true, statistics)
        {
            StartedAt = _startedAt,
            Writes = _writer.Status,
        };
        return new EngineStatus(EngineKind.Embedded, [process]) { Source = _source.Name, RequestsPerMinute = _source.RequestsPerMinute };
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Listing>> GetListingsAsync(CancellationToken cancellationToken) => _reference.GetListingsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MarketSession?> GetSessionAsync(DateOnly day, CancellationToken cancellationToken) => _reference.GetSessionAsync(day, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Split>?> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken) => _reference.GetSplitsAsync(from, cancellationToken);

    /// <summary>Forgets the rows but not the histories: the next scan computes every row again (for measurements).</summary>
    public void ForgetRows() => _memory.ForgetRows();

    /// <summary>Waits until everything fetched before the call is in the store, or has failed to get there.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _writer.FlushAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _broom.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _counters.Dispose();
        _listings.Dispose();
        _market?.Archive.Dispose();
    }

    private WholeMarket OpenMarket(IPriceSource source, IMarketDaySource days, IDocumentStore documents, MarketClock clock, ILoggerFactory loggers)
    {
        var archive = new MarketArchive(documents, clock, loggers.CreateLogger<MarketArchive>());
        archive.SplitsChanged = () => _memory.RemoveWhere(archive.Outdates);
        var loader = new MarketLoader(archive, days, clock, _counters, loggers.CreateLogger<MarketLoader>());
        return WholeMarket.Of(archive, loader, source, clock, loggers);
    }
}
