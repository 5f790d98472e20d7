using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Embedded;
using Technic.Embedded.Sqlite;
using Technic.FakePolygon;
using Technic.Polygon;
using Technic.Testing;

namespace Technic.Loading.Bench;

/// <summary>The embedded engine on a SQLite file, with a local provider; the date is the market's, the time the machine's.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    private readonly FakePolygonServer _server;
    private readonly ShiftedTime _time;
    private TemporaryFolder _folder = new();
    private PolygonPriceSource _source = null!;
    private SqliteHistoryStore _store = null!;
    private EmbeddedEngine _engine = null!;
    private HashSet<string> _came = [];

    private BenchEngine(FakePolygonServer server, DateOnly day)
    {
        _server = server;
        _time = new ShiftedTime(EveningOf(day));
        Begin(byDays: true);
    }

    /// <summary>The number of days that were requested again although they had been received.</summary>
    public int AskedTwice { get; private set; }

    public static async Task<BenchEngine> StartAsync(FakeMarket market, DateOnly day, TimeSpan latency)
    {
        market.Today = day;
        return new BenchEngine(
            await FakePolygonServer.StartAsync(market, new FakePolygonOptions { Latency = latency, KeepsAnswers = true }), day);
    }

    /// <summary>Makes the provider create its responses, so that later it only sends them.</summary>
    public async Task PrepareAsync(DateOnly from, DateOnly to)
    {
        var before = _server.Market.Today;
        _server.Market.Today = to;
        await _server.PrepareAsync(from, to);
        _server.Market.Today = before;
    }

    /// <summary>
    /// The processor time for parsing all responses in the client: fetched and parsed one after the other, minus the time for fetching
    /// alone.
    /// </summary>
    public async Task<TimeSpan> ParseAsync(DateOnly from, DateOnly to)
    {
        var days = ExchangeCalendar.Nyse.SessionsBetween(from, to).ToArray();
        using var http = PolygonServices.CreateHttpClient(Options());
        var started = Spent;
        foreach (var day in days) await http.GetByteArrayAsync(_server.AddressOf(day));
        var fetching = Spent - started;
        started = Spent;
        foreach (var day in days) await _source.FetchMarketDayAsync(day, CancellationToken.None);
        return Spent - started - fetching;
    }

    /// <summary>The processor time of this process.</summary>
    public static TimeSpan Spent
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }
    }

    public async Task<ScanSummary> ScanAsync(int symbols, int days) =>
        (await _engine.ScanToEndAsync(Request(symbols, days), CancellationToken.None)).Summary;

    /// <summary>Stops a scan after a number of days, like Ctrl-C.</summary>
    /// <returns>The number of received days.</returns>
    public async Task<int> StopAfterAsync(int symbols, int days, int loadedDays)
    {
        using var stopping = new CancellationTokenSource();
        var came = 0;
        try
        {
            await foreach (var update in _engine.ScanAsync(Request(symbols, days), stopping.Token))
            {
                if (update is not ScanProgress { Load: { } load }) continue;
                came = load.Days;
                if (came >= loadedDays) await stopping.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Expected.
        }
        _came = [.. _server.Requests.All.Take(came).Select(request => request.Path)];
        return came;
    }

    /// <summary>The number of requests since the last call.</summary>
    public int TakeRequests()
    {
        var all = _server.Requests.All;
        AskedTwice = all.GroupBy(request => request.Path)
            .Count(group => group.Count() > 1 && group.Key.Contains("/grouped/", StringComparison.Ordinal) && _came.Contains(group.Key));
        _server.Requests.Clear();
        return all.Count;
    }

    public void GoTo(DateOnly day)
    {
        _server.Market.Today = day;
        _time.Start(EveningOf(day));
    }

    public async Task RestartAsync(bool emptied = false, bool byDays = true)
    {
        await EndAsync();
        if (emptied)
        {
            _folder.Dispose();
            _folder = new TemporaryFolder();
            _server.Requests.Clear();
        }
        Begin(byDays);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private void Begin(bool byDays)
    {
        _source = PolygonServices.CreatePriceSource(Options(), _time, NullLoggerFactory.Instance);
        _store = new SqliteHistoryStore(_folder.Path, _source.Name, _time, NullLogger<SqliteHistoryStore>.Instance);
        IPriceSource asked = byDays ? _source : new BoundedSource(_source, window: 1_000);
        _engine = new EmbeddedEngine(asked, _store, new MarketClock(_time), new EmbeddedEngineOptions(), NullLoggerFactory.Instance);
    }

    private async Task EndAsync()
    {
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
        await _source.DisposeAsync();
    }

    private ScanRequest Request(int symbols, int days) => new()
    {
        Universe = new Universe([.. _server.Market.Listings.Take(symbols)]), MaxSymbols = symbols, Days = days, StreamRows = false,
    };

    private PolygonOptions Options() => new() { BaseAddress = _server.BaseAddress, RequestsPerMinute = null, MaxConnections = 32 };

    private static DateTimeOffset EveningOf(DateOnly day) => NewYork.Instant(day, new TimeOnly(20, 0));

    /// <summary>The clock of the machine, from another instant on.</summary>
    private sealed class ShiftedTime(DateTimeOffset start) : TimeProvider
    {
        private TimeSpan _shift = start - System.GetUtcNow();

        public void Start(DateTimeOffset instant) => _shift = instant - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
    }
}
