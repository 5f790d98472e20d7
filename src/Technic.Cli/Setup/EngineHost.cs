using Microsoft.Extensions.Logging;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Provider.Held;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Storage;
using Technic.Embedded;
using Technic.Embedded.Sqlite;
using Technic.Polygon;

namespace Technic.Cli.Setup;

/// <summary>
/// The embedded engine with its price source and store. Disposing flushes pending writes, then closes the store and the source.
/// </summary>
internal sealed class EngineHost : IEngineHost
{
    private readonly SqliteHistoryStore _store;

    /// <param name="source">The price source; disposed with the host.</param>
    /// <param name="settings">The settings of store and memory.</param>
    /// <param name="time">The clock of all tiers.</param>
    /// <param name="loggers">The logger factory of all tiers.</param>
    /// <param name="checksWatches">Whether the engine checks the watches after each session.</param>
    public EngineHost(
        IPriceSource source, StoreSettings settings, TimeProvider time, ILoggerFactory loggers, bool checksWatches = false)
    {
        Source = source;
        _store = new SqliteHistoryStore(
            settings.Folder, source.Name, time, loggers.CreateLogger<SqliteHistoryStore>(), settings.StoreOptions);
        var options = new EmbeddedEngineOptions(
            new MemoryTierOptions(settings.MemoryBytes), ColumnFolder: SourceFactory.ColumnsOf(settings, source.Name))
        {
            ChecksWatches = checksWatches,
        };
        Engine = new EmbeddedEngine(source, _store, new MarketClock(time), options, loggers);
    }

    public IPriceSource Source { get; }

    public EmbeddedEngine Engine { get; }

    /// <summary>The number of histories and documents that could not be stored; complete when the host is disposed.</summary>
    public async ValueTask<long> GetNotStoredAsync(CancellationToken cancellationToken) =>
        (await Engine.GetStatusAsync(cancellationToken).ConfigureAwait(false)).Processes.Sum(process => process.Writes?.Failed ?? 0);

    /// <summary>The documents of the price store.</summary>
    public IDocumentStore Documents => _store;

    IScanEngine IEngineHost.Engine => Engine;

    // The listing of a provider costs requests.
    public async Task<IReadOnlyList<Listing>> KnownListingsAsync(CancellationToken cancellationToken) =>
        Source.ListsForFree ? (await Source.FetchListingsAsync(cancellationToken).ConfigureAwait(false)).Listings : [];

    public string? NoticeOf(string source) => Source switch
    {
        SyntheticMarket =>
            $"SYNTHETIC PRICES. {Source.Description} Set {PolygonOptions.KeyVariable} to scan the real market with Polygon.",
        ImportedMarket => $"IMPORTED PRICES: {Source.Description}",
        // What a scan's figures depend on differs from source to source; Polygon's are those of the documentation.
        not PolygonPriceSource when Source.Traits is { } traits => $"Prices: {Source.Description.TrimEnd('.')}. {traits.Sentence}",
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
        if (Source is IAsyncDisposable source) await source.DisposeAsync().ConfigureAwait(false);
    }
}
