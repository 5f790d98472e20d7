using Microsoft.Extensions.Options;
using Technic.Core.Histories;
using Technic.Core.Market.Files;
using Technic.Core.Provider;
using Technic.Core.Provider.Csv;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Embedded.Sqlite;
using Technic.Indicators;
using Technic.Polygon;

namespace Technic.Embedded.Hosting;

/// <summary>
/// The engine of a process: exactly one price source, a price store, and limits. Every method returns the options, so that calls can be
/// chained; <see cref="Validate"/> names what is missing or wrong.
/// </summary>
/// <example>
/// <code>
/// services.AddTechnic(options => options.UsePolygon(key).UseSqlite("prices"));
/// </code>
/// </example>
public sealed class TechnicOptions
{
    private const int MaxMegabytes = 1_000_000;
    private const int MaxFetches = 1_000;

    private readonly List<SourceChoice> _sources = [];
    private readonly List<string> _complaints = [];
    private (string Folder, SqliteHistoryStoreOptions? Options)? _store;

    /// <summary>The maximum memory for price histories, in MiB: 1 … 1,000,000; default 512.</summary>
    public int MemoryMegabytes { get; set; } = 512;

    /// <summary>The maximum number of concurrent fetches from the price source, 1 … 1,000; default 24. Its quota applies too.</summary>
    public int ConcurrentFetches { get; set; } = 24;

    /// <summary>
    /// Whether the engine checks its watches after each session, for as long as the host runs; default <c>false</c>.
    /// </summary>
    public bool ChecksWatches { get; set; }

    /// <summary>Prices of the real market, from the Polygon (Massive) REST API.</summary>
    /// <param name="apiKey">The key; it is written to no log and no file.</param>
    /// <param name="configure">Changes further options, e.g. <c>o => o with { RequestsPerMinute = null }</c> for a paid plan.</param>
    public TechnicOptions UsePolygon(string? apiKey, Func<PolygonOptions, PolygonOptions>? configure = null)
    {
        var options = new PolygonOptions { ApiKey = apiKey };
        if (configure is not null)
            options = configure(options) ?? throw new ArgumentException("The function must return options.", nameof(configure));
        return Use(new SourceChoice(
            nameof(UsePolygon), services => PolygonServices.CreatePriceSource(options, services.Time, services.Loggers))
        {
            Complaints = options.Validate,
        });
    }

    /// <summary>A synthetic market, for trials and tests: the same prices for the same seed, without a key and without requests.</summary>
    /// <param name="seed">Markets of different seeds are independent.</param>
    /// <param name="symbols">The number of stocks: 1 … <see cref="SyntheticMarket.MaxSymbols"/>.</param>
    public TechnicOptions UseSynthetic(int seed = SyntheticMarket.DefaultSeed, int symbols = SyntheticMarket.DefaultSymbols) => Use(
        new SourceChoice(nameof(UseSynthetic), services => new SyntheticMarket(seed, symbols, services.Time))
        {
            Complaints = () => symbols is >= 1 and <= SyntheticMarket.MaxSymbols ? []
                : [$"A synthetic market has 1 to {SyntheticMarket.MaxSymbols} symbols, not {symbols}."],
        });

    /// <summary>Bars from text files with columns (docs/data.md), which are read when the engine is opened.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="splits">A file of splits; <c>null</c> when the bars need no adjustment.</param>
    /// <param name="dividends">A file of dividends, for studies with them; <c>null</c> when they are unknown.</param>
    /// <param name="files">What the files do not define; <c>null</c> if they define everything.</param>
    public TechnicOptions UseCsv(string path, string? splits = null, string? dividends = null, BarFileOptions? files = null) => Use(
        new SourceChoice(
            nameof(UseCsv),
            _ => CsvMarket.Open([path], splits, dividends, files ?? BarFileOptions.Default, isLenient: false, CancellationToken.None))
        {
            Complaints = () => string.IsNullOrWhiteSpace(path) ? [$"{nameof(UseCsv)} requires a file or a folder."] : [],
        });

    /// <summary>An own price source. The caller disposes it, after the engine.</summary>
    /// <param name="source">The source; the interfaces beside <see cref="IPriceSource"/> that it implements are used too.</param>
    public TechnicOptions UsePriceSource(IPriceSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Use(new SourceChoice(nameof(UsePriceSource), _ => source) { IsOwned = false });
    }

    /// <summary>An own price source that is created, and disposed, with the engine.</summary>
    /// <param name="create">Creates the source, with the services of the host if there is one. An exception of it fails the start.</param>
    public TechnicOptions UsePriceSource(Func<IServiceProvider, IPriceSource> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return Use(new SourceChoice(nameof(UsePriceSource), services => create(services.Provider)));
    }

    /// <summary>The price store: one SQLite file, which several processes may share. docs/store.md describes it.</summary>
    /// <param name="folder">Its folder, created if it is missing; default <see cref="SqliteHistoryStore.DefaultFolder"/>.</param>
    /// <param name="options">Its limits.</param>
    public TechnicOptions UseSqlite(string? folder = null, SqliteHistoryStoreOptions? options = null)
    {
        _store = (folder ?? SqliteHistoryStore.DefaultFolder, options);
        return this;
    }

    /// <summary>
    /// Adds an own function to the formulas: to conditions, columns and orders of scans, to studies, and with Technic.Web to the pages,
    /// with help and completion. The names of built-in functions, columns and words cannot be used.
    /// </summary>
    /// <param name="function">The function.</param>
    public TechnicOptions AddIndicator(IndicatorFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return UseMethods(nameof(AddIndicator), methods => methods.With(function));
    }

    /// <summary>Rates symbols by an own score instead of the TechRating: in scans, explanations, trade plans and studies.</summary>
    /// <param name="scoring">The score.</param>
    public TechnicOptions UseScore(IScoring scoring)
    {
        ArgumentNullException.ThrowIfNull(scoring);
        return UseMethods(nameof(UseScore), methods => methods.With(scoring));
    }

    /// <summary>The errors in the options, one sentence each; empty when they are valid.</summary>
    public IReadOnlyList<string> Validate() => [.. Complaints()];

    internal static OptionsValidationException Invalid(params string[] complaints) =>
        new(nameof(TechnicOptions), typeof(TechnicOptions), complaints);

    internal ScanMethods Methods { get; private set; } = ScanMethods.BuiltIn;

    internal SourceChoice Source => _sources[0];

    internal string Folder => _store!.Value.Folder;

    internal SqliteHistoryStoreOptions? StoreOptions => _store?.Options;

    internal EmbeddedEngineOptions EngineOptionsFor(string source) => new(
        new MemoryTierOptions(MemoryMegabytes * 1024L * 1024), FetchWindow: ConcurrentFetches,
        ColumnFolder: DataFolder.ColumnsOf(Folder, source))
        {
            Methods = Methods,
            ChecksWatches = ChecksWatches,
        };

    private TechnicOptions UseMethods(string method, Func<ScanMethods, ScanMethods> with)
    {
        try
        {
            Methods = with(Methods);
        }
        catch (ArgumentException problem)
        {
            // Reported with all other errors of the options.
            _complaints.Add($"{method}: {problem.Message}");
        }
        return this;
    }

    private TechnicOptions Use(SourceChoice source)
    {
        _sources.Add(source);
        return this;
    }

    private IEnumerable<string> Complaints()
    {
        if (_sources.Count == 0)
        {
            yield return $"Technic has no price source: call {nameof(UsePolygon)}, {nameof(UseSynthetic)}, {nameof(UseCsv)} or "
                + $"{nameof(UsePriceSource)}.";
        }
        if (_sources.Count > 1)
        {
            var methods = string.Join(", ", _sources.Select(source => source.Method));
            yield return $"Technic has one price source, not {_sources.Count}: {methods}.";
        }
        foreach (var complaint in _sources.SelectMany(source => source.Complaints())) yield return complaint;
        foreach (var complaint in _complaints) yield return complaint;
        if (_store is null) yield return $"Technic has no price store: call {nameof(UseSqlite)}.";
        else if (string.IsNullOrWhiteSpace(Folder)) yield return $"The folder of {nameof(UseSqlite)} is empty.";
        foreach (var complaint in StoreOptions?.Validate() ?? []) yield return complaint;
        if (MemoryMegabytes is < 1 or > MaxMegabytes)
            yield return $"{nameof(MemoryMegabytes)} must be between 1 and {MaxMegabytes}; it is {MemoryMegabytes}.";
        if (ConcurrentFetches is < 1 or > MaxFetches)
            yield return $"{nameof(ConcurrentFetches)} must be between 1 and {MaxFetches}; it is {ConcurrentFetches}.";
    }
}
