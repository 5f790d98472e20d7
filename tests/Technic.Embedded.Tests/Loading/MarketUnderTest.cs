using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Embedded.Sqlite;
using Technic.FakePolygon;
using Technic.Polygon;
using Technic.Testing;

namespace Technic.Embedded.Tests.Loading;

/// <summary>
/// An engine on a real SQLite file that requests a fake Polygon over real HTTP, and a clock that moves from evening to evening.
/// </summary>
internal sealed class MarketUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ILoggerFactory _loggers;
    private Func<PolygonOptions, PolygonOptions> _change;
    private PolygonPriceSource _source = null!;
    private SqliteHistoryStore _store = null!;

    private MarketUnderTest(
        FakePolygonServer server, DateOnly day, Func<PolygonOptions, PolygonOptions>? change, ILoggerFactory? loggers, string? store)
    {
        if (store is not null) File.Copy(store, _folder.File(SqliteHistoryStore.FileName));
        Server = server;
        Time = new TimerTrackingTimeProvider(EveningOf(day));
        _change = change ?? (options => options);
        _loggers = loggers ?? NullLoggerFactory.Instance;
        Begin();
    }

    public FakePolygonServer Server { get; }

    public FakeMarket Market => Server.Market;

    public TimerTrackingTimeProvider Time { get; }

    public EmbeddedEngine Engine { get; private set; } = null!;

    public string Folder => _folder.Path;

    /// <summary>The folder of the copy by symbol of engines that start from now on; <c>null</c> for none.</summary>
    public string? ColumnFolder { get; set; }

    public int Requests => Server.Requests.Count;

    public int GroupedRequests => Server.Requests.CountOf("/grouped/");

    public int SplitRequests => Server.Requests.CountOf("/splits");

    public int SingleRequests => Server.Requests.CountOf("/range/");

    /// <summary>Starts on the evening of a day: the day's session is published.</summary>
    public static async Task<MarketUnderTest> StartAsync(
        FakeMarket market, DateOnly day, Func<PolygonOptions, PolygonOptions>? change = null, FakePolygonOptions? server = null,
        ILoggerFactory? loggers = null, string? store = null)
    {
        market.Today = day;
        var polygon = await FakePolygonServer.StartAsync(market, server ?? new FakePolygonOptions());
        return new MarketUnderTest(polygon, day, change, loggers, store);
    }

    /// <summary>A market with a number of symbols, traded for years up to a day.</summary>
    public static FakeMarket MarketOf(int symbols, DateOnly to, int years = 1)
    {
        var market = new FakeMarket();
        for (var i = 0; i < symbols; i++) market.AddRandomWalk(SymbolAt(i).Text, to.AddYears(-years), to.AddDays(30), firstPrice: 20 + i);
        return market;
    }

    public static Symbol SymbolAt(int number) => Symbol.Parse($"S{number:D4}");

    public static ScanRequest Request(int symbols, int days = 90, DateOnly? asOf = null) => Request(
        Enumerable.Range(0, symbols).Select(SymbolAt), days, asOf);

    public static ScanRequest Request(IEnumerable<Symbol> symbols, int days = 90, DateOnly? asOf = null) => new()
    {
        Universe = new Universe([.. symbols.Select(symbol => new Listing(symbol))]),
        Days = days, AsOf = asOf, Top = 0, MinDollarVolume = 0, MinPrice = 0, MinBars = 1, StreamRows = false,
    };

    public Task<ScanResult> ScanAsync(ScanRequest request) => Engine.ScanToEndAsync(request, CancellationToken.None);

    /// <summary>Moves to the evening of a later day.</summary>
    public void GoTo(DateOnly day)
    {
        Market.Today = day;
        Time.SetUtcNow(EveningOf(day));
    }

    /// <summary>Ends the engine as in a shutdown and starts a new one on the same file.</summary>
    /// <param name="change">Other options of the new one.</param>
    public async Task RestartAsync(Func<PolygonOptions, PolygonOptions>? change = null)
    {
        await EndAsync();
        if (change is not null) _change = change;
        Begin();
    }

    /// <summary>Starts a new engine on the same file, as after a kill: nothing of the old one is flushed or closed first.</summary>
    public void Abandon() => Begin();

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static DateTimeOffset EveningOf(DateOnly day) => NewYork.Instant(day, new TimeOnly(20, 0));

    private void Begin()
    {
        var options = _change(new PolygonOptions
        {
            BaseAddress = Server.BaseAddress,
            RequestsPerMinute = null,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            RateLimitDelay = TimeSpan.FromMilliseconds(1),
            MaxRetries = 0,
            BreakerMinimumAttempts = 1000,
        });
        _source = PolygonServices.CreatePriceSource(options, Time, _loggers);
        _store = new SqliteHistoryStore(Folder, _source.Name, Time, _loggers.CreateLogger<SqliteHistoryStore>());
        var engine = new EmbeddedEngineOptions { ColumnFolder = ColumnFolder };
        Engine = new EmbeddedEngine(_source, _store, new MarketClock(Time), engine, _loggers);
    }

    private async Task EndAsync()
    {
        await Engine.DisposeAsync();
        await _store.DisposeAsync();
        await _source.DisposeAsync();
    }
}
