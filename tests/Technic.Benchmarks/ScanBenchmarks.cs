using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Embedded;

namespace Technic.Benchmarks;

/// <summary>
/// A whole scan of 150 calendar days with all histories in memory: fifty thousand symbols should take ten times as long as five thousand.
/// </summary>
[MemoryDiagnoser]
public class ScanBenchmarks
{
    private EmbeddedEngine _engine = null!;
    private ScanRequest _request = null!;

    [Params(5_000, 10_000, 20_000, 50_000)]
    public int Symbols { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var clock = new MarketClock(TimeProvider.System);
        var source = new SyntheticMarket(symbols: Symbols);
        var memory = new MemoryTierOptions(MaxBytes: 4L << 30, Life: TimeSpan.FromDays(1));
        _engine = new EmbeddedEngine(source, new EmptyStore(), clock, new EmbeddedEngineOptions(memory), NullLoggerFactory.Instance);
        var universe = new Universe((await source.FetchListingsAsync(CancellationToken.None)).Listings);
        _request = new ScanRequest { Universe = universe, MaxSymbols = Symbols, StreamRows = false };
        await _engine.ScanToEndAsync(_request, CancellationToken.None);
    }

    [GlobalCleanup]
    public Task CleanupAsync() => _engine.DisposeAsync().AsTask();

    /// <summary>Nothing has changed since the last scan: the rows are cached.</summary>
    [Benchmark]
    public Task<ScanResult> Unchanged() => _engine.ScanToEndAsync(_request, CancellationToken.None);

    /// <summary>Every row is computed again.</summary>
    [Benchmark]
    public Task<ScanResult> Recomputed()
    {
        _engine.ForgetRows();
        return _engine.ScanToEndAsync(_request, CancellationToken.None);
    }
}
