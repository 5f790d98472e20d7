using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Technic.Core.Caching;
using Technic.Core.MarketData;
using Technic.Core.Scanning;

namespace Technic.Embedded;

/// <summary>How the embedded engine is set up; defaults suit one person's machine.</summary>
/// <param name="Memory">The bounds of L1.</param>
/// <param name="Cache">The rules of a lookup.</param>
/// <param name="WriteBehind">The queue in front of the store.</param>
/// <param name="FetchWindow">The most provider fetches under way at a time, 1 or more; the source's own quota holds beside it.</param>
public sealed record EmbeddedEngineOptions(MemoryTierOptions? Memory = null, TieredCacheOptions? Cache = null, WriteBehindOptions? WriteBehind = null, int FetchWindow = 24);

/// <summary>Engine 1: everything in this process. L1 is the process's memory, L2 a store on this machine, L3 the source.</summary>
public sealed partial class EmbeddedEngine : IScanEngine, IAsyncDisposable
{
    private const int KeysPerRead = 500;
    private const int ReadWindow = 2;

    private readonly IPriceSource _source;
    private readonly MarketClock _clock;
    private readonly MemoryTier _memory;
    private readonly CacheCounters _counters;
    private readonly TieredCache _cache;
    private readonly WriteBehind _writer;
    private readonly StoreTier _store;
    private readonly PartitionScan _partition;
    private readonly ITimer _broom;
    private readonly int _fetchWindow;
    private readonly ILogger _logger;

    /// <param name="source">L3; the caller keeps it.</param>
    /// <param name="store">L2; the caller keeps it and closes it after the engine, which writes to it until it is disposed.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="options">Bounds and rules.</param>
    /// <param name="loggers">Where it tells what it does.</param>
    public EmbeddedEngine(IPriceSource source, IHistoryStore store, MarketClock clock, EmbeddedEngineOptions options, ILoggerFactory loggers)
    {
        _source = source;
        _clock = clock;
        _fetchWindow = options.FetchWindow;
        _logger = loggers.CreateLogger<EmbeddedEngine>();
        _memory = new MemoryTier(clock, options.Memory);
        _counters = new CacheCounters(_memory);
        _cache = new TieredCache(clock, _memory, source, _counters, options.Cache ?? new TieredCacheOptions(), loggers.CreateLogger<TieredCache>());
        _writer = new WriteBehind(store, options.WriteBehind ?? new WriteBehindOptions(), clock.Time, loggers.CreateLogger<WriteBehind>());
        _store = new StoreTier(store, _writer);
        _partition = new PartitionScan(clock, _memory, _counters);
        _broom = clock.Time.CreateTimer(_ => _memory.Sweep(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = _clock.Time.GetTimestamp();
        request.Validate(NewYork.Date(_clock.Now));
        var ledger = new ScanLedger(request, request.Universe ?? await ListAsync(cancellationToken).ConfigureAwait(false));
        var asOf = _clock.Window(request.KeyOf(default), _clock.Now).To;
        yield return new ScanStarted(ledger.Requested, ledger.Candidates.Count, asOf, _source.Description);

        var missing = new List<ScanKey>();
        yield return new ScanRows(ledger.Enter(_partition.FromMemory(KeysOf(request, ledger), missing, cancellationToken)));

        if (missing.Count > 0)
        {
            var needed = new List<(ScanKey Key, StoreRead Read)>();
            await foreach (var outcomes in FromStoreAsync(missing, needed, cancellationToken).ConfigureAwait(false))
            {
                yield return new ScanRows(ledger.Enter(outcomes));
                yield return ledger.Progress(Elapsed());
            }
            yield return new ScanPlanned(needed.Count, WaitFor(needed.Count));
            await foreach (var outcomes in FromProviderAsync(needed, cancellationToken).ConfigureAwait(false))
            {
                yield return new ScanRows(ledger.Enter(outcomes));
                yield return ledger.Progress(Elapsed());
            }
        }

        var result = ledger.Close(asOf, _source.Name, Elapsed);
        Report(result.Summary);
        yield return new ScanCompleted(result);

        TimeSpan Elapsed() => _clock.Time.GetElapsedTime(started);
    }

    /// <inheritdoc/>
    public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
        _cache.LookupAsync(key, _store, read: null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken)
    {
        _memory.Sweep();
        return ValueTask.FromResult(_counters.Snapshot());
    }

    /// <inheritdoc/>
    public ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken) => ValueTask.FromResult((long)_memory.Clear());

    /// <summary>Forgets the rows but not the histories: the next scan computes every row again (for measurements).</summary>
    public void ForgetRows() => _memory.ForgetRows();

    /// <summary>Waits until everything fetched before the call is in the store, or has failed to get there.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _writer.FlushAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _broom.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _counters.Dispose();
    }

    private static ScanKey[] KeysOf(ScanRequest request, ScanLedger ledger)
    {
        var keys = new ScanKey[ledger.Candidates.Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = new ScanKey(i, request.KeyOf(ledger.Candidates[i].Symbol));
        return keys;
    }

    /// <summary>Reads the store in batches; what it cannot answer freshly goes to <paramref name="needed"/> with what it did say.</summary>
    private IAsyncEnumerable<SymbolOutcome[]> FromStoreAsync(
        List<ScanKey> missing, List<(ScanKey Key, StoreRead Read)> needed, CancellationToken cancellationToken)
    {
        var generation = _memory.Generation;
        return OutcomeStream.RunAsync(missing.Chunk(KeysPerRead), ReadWindow, ReadChunkAsync, cancellationToken);

        async ValueTask ReadChunkAsync(ScanKey[] chunk, ChannelWriter<SymbolOutcome> outcomes, CancellationToken token)
        {
            var reads = await _store.ReadAsync(Array.ConvertAll(chunk, c => c.Key), token).ConfigureAwait(false);
            for (var i = 0; i < chunk.Length; i++)
            {
                if (_cache.AcceptFromStore(chunk[i].Key, reads[i], generation) is { } lookup)
                {
                    outcomes.TryWrite(_partition.Outcome(chunk[i], lookup));
                    continue;
                }
                lock (needed) needed.Add((chunk[i], reads[i]));
            }
        }
    }

    private IAsyncEnumerable<SymbolOutcome[]> FromProviderAsync(List<(ScanKey Key, StoreRead Read)> needed, CancellationToken cancellationToken) =>
        OutcomeStream.RunAsync(needed, _fetchWindow, async (item, outcomes, token) =>
        {
            var lookup = await _cache.LookupAsync(item.Key.Key, _store, item.Read, token).ConfigureAwait(false);
            if (!lookup.Succeeded && lookup.Failure == PriceSourceFailure.NotAuthorized) throw new ScanFailedException(lookup.Problem!);
            outcomes.TryWrite(_partition.Outcome(item.Key, lookup));
        }, cancellationToken);

    private async Task<Universe> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new Universe(await _source.FetchListingsAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <summary>The first minute's quota goes out at once; the rest waits.</summary>
    private TimeSpan? WaitFor(int requests) =>
        _source.RequestsPerMinute is { } quota ? TimeSpan.FromMinutes(Math.Max(0, Math.Ceiling((requests - quota) / (double)quota))) : null;

    private void Report(ScanSummary scan)
    {
        _counters.ScanTook(scan.Elapsed);
        LogScan(
            scan.Requested, scan.Ranked, scan.Filtered, scan.Failed, scan.Tiers.Memory, scan.Tiers.Store, scan.Tiers.Provider,
            scan.Elapsed.TotalSeconds, scan.Elapsed.TotalSeconds / Math.Max(1, scan.Tiers.Total));
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Scan of {Requested} symbols: {Ranked} ranked, {Filtered} filtered, {Failed} failed; memory {Memory}, store {Store}, provider {Provider}; "
        + "{Seconds:F3} s, {SecondsPerSymbol:F6} s a symbol")]
    private partial void LogScan(
        int requested, int ranked, int filtered, int failed, int memory, int store, int provider, double seconds, double secondsPerSymbol);
}
