using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Provider.Held;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Studies;
using Technic.Core.Universes;
using Technic.Core.Watches;
using Technic.Embedded.Hosting;
using Technic.Embedded.Sqlite;

namespace Technic.Embedded;

/// <summary>The options of the embedded engine; the defaults suit the machine of one user.</summary>
/// <param name="Memory">The limits of L1.</param>
/// <param name="Rules">The ages up to which a lookup accepts data.</param>
/// <param name="WriteBehind">The queue of writes to the store.</param>
/// <param name="FetchWindow">The maximum number of concurrent provider fetches, 1 or more; the source's own quota applies too.</param>
/// <param name="ColumnFolder">The folder of the copy of the stored days by symbol, for studies; <c>null</c> for none.</param>
public sealed record EmbeddedEngineOptions(
    MemoryTierOptions? Memory = null, HistoryRules? Rules = null, WriteBehindOptions? WriteBehind = null, int FetchWindow = 24,
    string? ColumnFolder = null)
{
    /// <summary>The functions of formulas and the score.</summary>
    public ScanMethods Methods { get; init; } = ScanMethods.BuiltIn;

    /// <summary>
    /// Whether the engine checks the watches itself after each session; <c>false</c> for a process that lives for one command.
    /// </summary>
    public bool ChecksWatches { get; init; }
}

/// <summary>Engine 1: everything in one process. L1 is the memory of the process, L2 a store on this machine, L3 the source.</summary>
public sealed class EmbeddedEngine
    : IScanEngine, IStudyEngine, IWatchEngine, IAdjustedHistories, IEngineStatusSource, IMarketReference, ICompanyImport, IProviderApi,
        IAsyncDisposable
{
    /// <summary>Decoded days may use this part of the memory limit; histories give way to them.</summary>
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
    private readonly IDocumentStore? _documents;
    private readonly string? _columnFolder;
    private readonly DateTimeOffset _startedAt;
    private IReadOnlyList<object> _owned = [];
    private int _disposed;

    /// <param name="source">L3; owned by the caller.</param>
    /// <param name="store">
    /// L2; owned by the caller, who closes it after the engine, which writes to it until it is disposed. If it also stores documents
    /// (<see cref="IDocumentStore"/>), it keeps the source's list of symbols and, when the source provides whole-market days
    /// (<see cref="IMarketDaySource"/>), those days.
    /// </param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="options">Limits and rules.</param>
    /// <param name="loggers">Creates the logs.</param>
    public EmbeddedEngine(
        IPriceSource source, IHistoryStore store, MarketClock clock, EmbeddedEngineOptions options, ILoggerFactory loggers)
    {
        (_source, _clock, _startedAt) = (source, clock, clock.Time.GetUtcNow());
        _writer = new WriteBehind(store, options.WriteBehind ?? new WriteBehindOptions(), clock.Time, loggers.CreateLogger<WriteBehind>());
        var memoryOptions = options.Memory ?? new MemoryTierOptions();
        var documents = store is IDocumentStore kept ? new BufferedDocumentStore(kept, _writer) : null;
        (_documents, _columnFolder, Methods) = (documents, options.ColumnFolder, options.Methods);
        Kept = documents is null ? null : new StoredStudies(documents);
        var family = source is HeldMarket held ? held.Family : source.Name;
        Watches = store is IUserDataStore records ? new StoredWatches(records, this, family, options.Methods, clock.Time) : null;
        var archive = source is IMarketDaySource && documents is not null
            ? new MarketArchive(documents, clock, loggers, memoryOptions.MaxBytes / DecodedShare)
            : null;
        _memory = new HistoryMemory(clock, memoryOptions, splits: archive) { Others = () => archive?.DecodedBytes ?? 0 };
        _memory.Evicted = new EvictionLog(_memory, memoryOptions.MaxBytes, clock.Time, loggers.CreateLogger<EvictionLog>()).Report;
        _counters = new CacheCounters(_memory);
        if (archive is not null)
        {
            archive.Known.Changed = () => _memory.RemoveWhere(archive.Outdates);
            archive.Decoded = _memory.Trim;
            var loader = new MarketLoader(archive, (IMarketDaySource)source, clock, _counters, loggers.CreateLogger<MarketLoader>());
            _market = WholeMarket.Of(archive, loader, source, clock, loggers);
        }
        var tiers = new LocalTiers(
            source, new BufferedHistoryStore(store, _writer), new HistoryKeeper(_memory, clock), _market, _counters,
            options.Rules ?? new HistoryRules(), options.FetchWindow, loggers);
        _finder = tiers.Finder;
        _adjusted = new AdjustedHistories(_finder, new PriceForms(_market, source.Name, clock), clock);
        _listings = new ListingCache(source, documents, _counters, clock.Time, loggers.CreateLogger<ListingCache>());
        _reference = new MarketReference(_listings, _market, clock);
        var survey = new MarketSurvey(_market, _listings);
        _scan = new ScanRun(
            clock, source, _counters, _listings, _finder, _market, survey,
            (key, moment, cancellationToken) => _finder.FindAsync(key, moment, cancellationToken), loggers.CreateLogger<ScanRun>(),
            Watches);
        if (options.ColumnFolder is not null)
            Columns = new IdleColumns(PrepareColumnsAsync, clock.Time, loggers.CreateLogger<IdleColumns>());
        if (options.ChecksWatches && Watches is not null)
            WatchChecks = new WatchTimer(Watches, NewestSession, clock, loggers.CreateLogger<WatchRound>());
        _cleanup = clock.Time.CreateTimer(_ => _memory.Sweep(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <summary>Opens an engine with its price source and store; disposing it closes them too.</summary>
    /// <param name="configure">Chooses the price source and the store.</param>
    /// <param name="loggers">Creates the logs; <c>null</c> for none.</param>
    /// <param name="time">The clock; <c>null</c> for that of the system.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="OptionsValidationException">The options are invalid; the message has a sentence for each error.</exception>
    /// <exception cref="Core.Text.CsvFormatException">A file of prices is not readable or invalid.</exception>
    /// <example>
    /// <code>
    /// await using var engine = await EmbeddedEngine.OpenAsync(options => options.UsePolygon(key).UseSqlite("prices"));
    /// var result = await engine.ScanToEndAsync(new ScanRequest { Where = "rsi14 &lt; 35 and close > sma200" });
    /// </code>
    /// </example>
    public static Task<EmbeddedEngine> OpenAsync(
        Action<TechnicOptions> configure, ILoggerFactory? loggers = null, TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new TechnicOptions();
        configure(options);
        if (options.Validate() is { Count: > 0 } complaints)
            throw TechnicOptions.Invalid([.. complaints]);
        // Files of prices are read here.
        return Task.Run(
            () => Open(options, new MarketClock(time ?? TimeProvider.System), loggers ?? NullLoggerFactory.Instance, NoServices.Instance),
            cancellationToken);
    }

    /// <summary>Opens the engine of valid options.</summary>
    /// <exception cref="OptionsValidationException">The folder or the source cannot be used.</exception>
    internal static EmbeddedEngine Open(TechnicOptions options, MarketClock clock, ILoggerFactory loggers, IServiceProvider services)
    {
        // The store itself does without its file later, so that a full disk stops no scan.
        if (DataFolder.Create(options.Folder) is { } complaint) throw TechnicOptions.Invalid(complaint);
        var source = options.Source.Open(new SourceServices(clock.Time, loggers, services));
        var store = new SqliteHistoryStore(
            options.Folder, source.Name, clock.Time, loggers.CreateLogger<SqliteHistoryStore>(), options.StoreOptions);
        return new EmbeddedEngine(source, store, clock, options.EngineOptionsFor(source.Name), loggers)
        {
            _owned = options.Source.IsOwned ? [store, source] : [store],
        };
    }

    /// <summary>Makes the copy of the stored days by symbol while the engine is idle; <c>null</c> without a folder for it.</summary>
    internal IdleColumns? Columns { get; }

    /// <summary>Checks the watches after each session; <c>null</c> if the options do not ask for it.</summary>
    internal WatchTimer? WatchChecks { get; }

    /// <summary>The functions of formulas and the score, own ones included.</summary>
    public ScanMethods Methods { get; }

    /// <inheritdoc/>
    public IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        Columns?.Used();
        return _scan.RunAsync(request with { Methods = Methods, AsOf = request.AsOf ?? LastHeldDay }, cancellationToken);
    }

    /// <summary>
    /// The last day of a source that holds all its prices, such as files, when the market is further: nothing later will come, so requests
    /// without a day are as of it. <c>null</c> for other sources.
    /// </summary>
    private DateOnly? LastHeldDay => _source is HeldMarket { LastDay: var day } && day < _clock.Take().Published ? day : null;

    /// <summary>The newest session that the source can have.</summary>
    private DateOnly NewestSession() => LastHeldDay ?? _clock.Take().Published;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StudyResult>> StudyAsync(
        IReadOnlyList<StudyRequest> requests, Action<string> progress, CancellationToken cancellationToken)
    {
        var studies = await StudiesAsync(cancellationToken).ConfigureAwait(false);
        return await studies.RunAsync(requests, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<StudyRequest> ResolveListsAsync(StudyRequest request, CancellationToken cancellationToken) =>
        (await new ListedSymbols(Watches, GetKnownListingsAsync).ResolveAsync([request], cancellationToken).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    public StoredStudies? Kept { get; }

    /// <inheritdoc/>
    public IWatches? Watches { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PresetStudy>> GetPresetStudiesAsync(CancellationToken cancellationToken)
    {
        if (_documents is null) return [];
        try
        {
            return await new PresetStudies(_documents, _clock.Time).ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <inheritdoc/>
    public async Task KeepPresetStudyAsync(string preset, StudyResult study, CancellationToken cancellationToken)
    {
        var studies = await StudiesAsync(cancellationToken).ConfigureAwait(false);
        await studies.KeepPresetsAsync([(preset, study)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The studies of the source, or of the stored days of a source that needs requests.</summary>
    /// <exception cref="ScanFailedException">Prices are only available by requests.</exception>
    public async Task<StudyRun> StudiesAsync(CancellationToken cancellationToken)
    {
        if (_documents is null) throw new ScanFailedException("This store cannot keep the variants of studies.");
        Columns?.Used();
        var market = _source as IMarketHistorySource ?? await StoredDaysAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new ScanFailedException(
                "The price store has no market days to study. Use 'technic warm' or 'technic import FILE' first.");
        return new StudyRun(market, GetKnownListingsAsync, _documents, _clock.Time, methods: Methods, lists: Watches);
    }

    /// <summary>The stored days of a source that needs requests; <c>null</c> if there are none.</summary>
    private async ValueTask<ImportedMarket?> StoredDaysAsync(CancellationToken cancellationToken) =>
        _market is null || _documents is null ? null
            : await ImportedMarket.OpenAsync(_documents, _market.Archive, _columnFolder, cancellationToken).ConfigureAwait(false);

    private async Task PrepareColumnsAsync(CancellationToken cancellationToken)
    {
        var stored = _source as ImportedMarket ?? await StoredDaysAsync(cancellationToken).ConfigureAwait(false);
        if (stored is not null) await stored.PrepareColumnsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
        _finder.FindAsync(OfHeldPrices(key), _clock.Take(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, PriceAdjustment adjustment, CancellationToken cancellationToken) =>
        _adjusted.GetHistoryAsync(OfHeldPrices(key), adjustment, cancellationToken);

    private PriceHistoryKey OfHeldPrices(in PriceHistoryKey key) =>
        key.Replay is null && LastHeldDay is { } day ? key with { Replay = day } : key;

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
        var name = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}");
        var process = new EngineProcess("this process", name, IsAlive: true, statistics)
        {
            StartedAt = _startedAt,
            Writes = _writer.Status,
        };
        return new EngineStatus(EngineKind.Embedded, [process]) { Source = _source.Name, RequestsPerMinute = _source.RequestsPerMinute };
    }

    /// <inheritdoc/>
    public ValueTask ImportCompaniesAsync(IReadOnlyList<Listing> companies, CancellationToken cancellationToken) =>
        _reference.ImportCompaniesAsync(companies, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Listing>> GetListingsAsync(CancellationToken cancellationToken) =>
        _reference.GetListingsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Listing>> GetKnownListingsAsync(CancellationToken cancellationToken) =>
        _reference.GetKnownListingsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MarketSession?> GetSessionAsync(DateOnly day, CancellationToken cancellationToken) =>
        _reference.GetSessionAsync(day, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Split>?> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken) =>
        _reference.GetSplitsAsync(from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Dividend>?> GetDividendsAsync(DateOnly? from, CancellationToken cancellationToken) =>
        _reference.GetDividendsAsync(from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DayReport>?> GetDaysAsync(CancellationToken cancellationToken) =>
        _reference.GetDaysAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MarketAudit?> AuditAsync(CancellationToken cancellationToken) => _reference.AuditAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<int> ReloadDayAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var requests = await _reference.ReloadDayAsync(day, cancellationToken).ConfigureAwait(false);
        _memory.Clear();
        return requests;
    }

    /// <inheritdoc/>
    public async ValueTask<ProviderAnswer?> GetFromProviderAsync(string path, CancellationToken cancellationToken)
    {
        if (_source is not IProviderApi provider) return null;
        var answer = await provider.GetFromProviderAsync(path, cancellationToken).ConfigureAwait(false);
        if (answer is not null) _counters.ProviderFetch(answer.Requests);
        return answer;
    }

    /// <summary>Removes the rows but not the histories, so that the next scan computes every row again (for measurements).</summary>
    public void ForgetRows() => _memory.ForgetRows();

    /// <summary>Waits until everything fetched before the call is written to the store, or its write has failed.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _writer.FlushAsync(cancellationToken);

    /// <summary>Writes everything fetched to the store, then closes what the engine owns.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        if (WatchChecks is { } checks) await checks.DisposeAsync().ConfigureAwait(false);
        if (Columns is { } columns) await columns.DisposeAsync().ConfigureAwait(false);
        await _cleanup.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _counters.Dispose();
        _listings.Dispose();
        _market?.Archive.Dispose();
        foreach (var owned in _owned)
        {
            if (owned is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync().ConfigureAwait(false);
            else (owned as IDisposable)?.Dispose();
        }
    }

    /// <summary>The services of an engine without a host.</summary>
    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
