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
/// <param name="Rules">The ages that a lookup still believes.</param>
/// <param name="WriteBehind">The queue of writes in front of the store.</param>
/// <param name="FetchWindow">The most provider fetches under way at a time, 1 or more; the source's own quota holds beside it.</param>
public sealed record EmbeddedEngineOptions(MemoryTierOptions? Memory = null, HistoryRules? Rules = null, WriteBehindOptions? WriteBehind = null, int FetchWindow = 24);

/// <summary>Engine 1: everything in this process. L1 is the process's memory, L2 a store on this machine, L3 the source.</summary>
public sealed class EmbeddedEngine : IScanEngine, IAdjustedHistories, IEngineStatusSource, IMarketReference, IAsyncDisposable
{
    /// <summary>Decoded days may take this part of the memory's size beside the histories.</summary>
    private const int DecodedShare = 4;

    private readonly HistoryMemory _memory;
    private readonly CacheCounters _counters;
    private readonly WriteBehind _writer;
    private readonly ListingCache _listings;
    private readonly WholeMarket? _market;
    private readonly MarketReference _reference;
    private readonly MarketClock _clock;
    private readonly HistoryFinder _finder;
    private readonly AdjustedHistories _adjusted;
    private readonly ScanRun _scan;
    private readonly ITimer _cleanup;
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
        (_source, _clock, _startedAt) = (source, clock, clock.Time.GetUtcNow());
        _writer = new WriteBehind(store, options.WriteBehind ?? new WriteBehindOptions(), clock.Time, loggers.CreateLogger<WriteBehind>());
        var memoryOptions = options.Memory ?? new MemoryTierOptions();
        var documents = store is IDocumentStore kept ? new BufferedDocumentStore(kept, _writer) : null;
        var archive = source is IMarketDaySource && documents is not null
            ? new MarketArchive(documents, clock, loggers, memoryOptions.MaxBytes / DecodedShare)
            : null;
        _memory = new HistoryMemory(clock, memoryOptions, splits: archive);
        _counters = new CacheCounters(_memory);
        if (archive is not null)
        {
            archive.Known.Changed = () => _memory.RemoveWhere(archive.Outdates);
            var loader = new MarketLoader(archive, (IMarketDaySource)source, clock, _counters, loggers.CreateLogger<MarketLoader>());
            _market = WholeMarket.Of(archive, loader, source, clock, loggers);
        }
        var tiers = new LocalTiers(
            source, new BufferedHistoryStore(store, _writer), new HistoryKeeper(_memory, clock), _market, _counters, options.Rules ?? new HistoryRules(),
            options.FetchWindow, loggers);
        _finder = tiers.Finder;
        _adjusted = new AdjustedHistories(_finder, new PriceForms(_market, source.Name, clock), clock);
        _listings = new ListingCache(source, documents, _counters, clock.Time, loggers.CreateLogger<ListingCache>());
        _reference = new MarketReference(_listings, _market, clock);
        _scan = new ScanRun(clock, source, _counters, _listings, _finder, _market, loggers.CreateLogger<ScanRun>());
        _cleanup = clock.Time.CreateTimer(_ => _memory.Sweep(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, CancellationToken cancellationToken) => _scan.RunAsync(request, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
        _finder.FindAsync(key, _clock.Take(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, PriceAdjustment adjustment, CancellationToken cancellationToken) =>
        _adjusted.GetHistoryAsync(key, adjustment, cancellationToken);

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
    public ValueTask<IReadOnlyList<Listing>> GetKnownListingsAsync(CancellationToken cancellationToken) => _reference.GetKnownListingsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MarketSession?> GetSessionAsync(DateOnly day, CancellationToken cancellationToken) => _reference.GetSessionAsync(day, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Split>?> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken) => _reference.GetSplitsAsync(from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Dividend>?> GetDividendsAsync(DateOnly? from, CancellationToken cancellationToken) => _reference.GetDividendsAsync(from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DayReport>?> GetDaysAsync(CancellationToken cancellationToken) => _reference.GetDaysAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MarketAudit?> AuditAsync(CancellationToken cancellationToken) => _reference.AuditAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<int> ReloadDayAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var requests = await _reference.ReloadDayAsync(day, cancellationToken).ConfigureAwait(false);
        _memory.Clear();
        return requests;
    }

    /// <summary>Forgets the rows but not the histories: the next scan computes every row again (for measurements).</summary>
    public void ForgetRows() => _memory.ForgetRows();

    /// <summary>Waits until everything fetched before the call is in the store, or has failed to get there.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _writer.FlushAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _cleanup.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _counters.Dispose();
        _listings.Dispose();
        _market?.Archive.Dispose();
    }
}
