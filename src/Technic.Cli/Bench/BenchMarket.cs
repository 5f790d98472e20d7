using Technic.Cli.Setup;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Scans;
using Technic.Core.Universes;

namespace Technic.Cli.Bench;

/// <summary>A synthetic market and a temporary folder for price stores. Lives as long as one benchmark.</summary>
internal sealed class BenchMarket : IDisposable
{
    private const long MemoryBytes = 4L << 30;

    private readonly Shell _shell;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("technic-bench-");
    private int _stores;

    private BenchMarket(Shell shell, BenchSettings settings, SyntheticMarket source, IReadOnlyList<Listing> listings)
    {
        _shell = shell;
        Source = source;
        Request = new ScanRequest
        {
            Universe = new Universe(listings),
            MaxSymbols = settings.Symbols,
            Days = settings.Days,
            StreamRows = false,
        };
    }

    public SyntheticMarket Source { get; }

    /// <summary>A scan of the whole market with the default filters.</summary>
    public ScanRequest Request { get; }

    public static async Task<BenchMarket> CreateAsync(Shell shell, BenchSettings settings, CancellationToken cancellationToken)
    {
        var source = new SyntheticMarket(symbols: settings.Symbols, time: shell.Time);
        var fetched = await source.FetchListingsAsync(cancellationToken).ConfigureAwait(false);
        return new BenchMarket(shell, settings, source, fetched.Listings);
    }

    /// <summary>Returns the path of a new, empty price store.</summary>
    public string NewStore() => Path.Combine(_folder.FullName, $"store-{++_stores}");

    /// <summary>Opens the engine that <c>technic scan</c> uses.</summary>
    /// <param name="store">The folder of the price store.</param>
    /// <param name="source">The price source; the synthetic market by default.</param>
    public EngineHost Open(string store, IPriceSource? source = null) =>
        new(source ?? Source, new StoreSettings(store, MemoryBytes), _shell.Time, _shell.Loggers);

    public void Dispose() => _folder.Delete(recursive: true);
}
