using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Provider.Synthetic;
using Technic.FakePolygon;
using Technic.Polygon;

namespace Technic.Cluster.Bench;

/// <summary>
/// Where the prices come from: Polygon's REST contract with whole-market days, as users have it, or the synthetic source, symbol by symbol.
/// </summary>
internal sealed class BenchMarket : IAsyncDisposable
{
    private readonly FakePolygonServer? _polygon;
    private readonly int _symbols;

    private BenchMarket(int symbols, FakePolygonServer? polygon) => (_symbols, _polygon) = (symbols, polygon);

    public int Symbols => _symbols;

    public bool HasWholeDays => _polygon is not null;

    public static BenchMarket Synthetic(int symbols) => new(symbols, null);

    /// <summary>
    /// A local Polygon with a synthetic market up to the last session; its responses are prepared, so that it only sends them.
    /// </summary>
    /// <param name="symbols">The number of symbols.</param>
    /// <param name="days">The window of the scans, in calendar days.</param>
    public static async Task<BenchMarket> PolygonAsync(int symbols, int days)
    {
        var today = new MarketClock(TimeProvider.System).LastPublishedSession(TimeProvider.System.GetUtcNow());
        var market = await FakeMarket.SyntheticAsync(symbols, today.AddDays(-days - 10), today);
        market.Today = today;
        var server = await FakePolygonServer.StartAsync(market, new FakePolygonOptions { KeepsAnswers = true });
        await server.PrepareAsync(today.AddDays(-days - 5), today);
        return new BenchMarket(symbols, server);
    }

    /// <summary>The price source of one silo.</summary>
    public IPriceSource Open(TimeProvider time) => _polygon is null
        ? new SyntheticMarket(symbols: _symbols, time: time)
        : PolygonServices.CreatePriceSource(
            new PolygonOptions { BaseAddress = _polygon.BaseAddress, RequestsPerMinute = null, MaxConnections = 32 }, time,
            NullLoggerFactory.Instance);

    public async ValueTask DisposeAsync()
    {
        if (_polygon is not null) await _polygon.DisposeAsync();
    }
}
