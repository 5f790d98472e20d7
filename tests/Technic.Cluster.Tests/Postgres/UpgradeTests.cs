using System.Text;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Technic.Cluster.Postgres;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Cluster.Tests.Postgres;

/// <summary>Databases of earlier versions.</summary>
public sealed class UpgradeTests
{
    private const int Count = 80, Days = 60;
    private const string Service = "technic";

    /// <summary>The steps of the schema that version 0.1.0 had.</summary>
    private const int StepsOf010 = 3;

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);

    [Fact]
    public async Task A_database_of_version_0_1_0_is_carried_over_and_a_scan_requests_nothing()
    {
        var market = new ScriptedMarket(_time, [.. Enumerable.Range(0, Count).Select(i => Symbol.Parse($"S{i:D3}"))]);
        market.Splits.Enqueue(new Split(Symbol.Parse("S001"), new DateOnly(2026, 2, 18), 4));
        var connection = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        var bars = await StoreAsVersion010Async(connection, market);

        await using var cluster = await ClusterUnderTest.StartAsync(market, _time, connection);
        var scan = await cluster.Client.ScanToEndAsync(
            new ScanRequest
            {
                Universe = new Universe([.. market.Symbols.Select(symbol => new Listing(symbol))]),
                Days = Days,
                Top = 0,
                MinDollarVolume = 0,
            },
            default);
        var single = await cluster.Client.GetHistoryAsync(PriceHistoryKey.Parse("AAPL_30_daily"), default);

        Assert.Equal((Count, 0), (scan.Summary.Ranked, scan.Summary.ProviderRequests));
        Assert.Equal(new TierCounts(0, Count, 0), scan.Summary.Tiers);
        Assert.Equal((Tier.Store, bars), (single.Tier, single.History!.Bars.Count));
        // A day of before the split is adjusted, so the splits were carried over too.
        var adjusted = await cluster.Client.GetHistoryAsync(new PriceHistoryKey(Symbol.Parse("S001"), Days, Frequency.Daily), default);
        var split = adjusted.History!.Bars;
        Assert.Equal(market.RawBar(Symbol.Parse("S001"), split.Times[0].Date).Close / 4, split.Close[0], 6);
        Assert.Equal(0, market.Requests);
        Assert.Equal(
            false,
            await PostgresServer.RunSqlAsync(connection, "SELECT EXISTS (SELECT FROM pg_tables WHERE tablename = 'technic_document')"));
    }

    /// <summary>
    /// The tables and rows that version 0.1.0 left: its schema, days in the layout that days still have, the splits as JSON, and a history.
    /// </summary>
    /// <returns>The number of bars of the history.</returns>
    private async Task<int> StoreAsVersion010Async(string connection, ScriptedMarket market)
    {
        await PostgresServer.RunSqlAsync(
            connection,
            "CREATE TABLE technic_schema (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
        foreach (var step in SchemaMigration.All.Take(StepsOf010))
        {
            await PostgresServer.RunSqlAsync(connection, step.Sql);
            await PostgresServer.RunSqlAsync(
                connection, $"INSERT INTO technic_schema (version, name) VALUES ({step.Version}, '{step.Name}')");
        }
        await using var source = NpgsqlDataSource.Create(connection);
        var (last, now) = (new DateOnly(2026, 3, 11), _time.GetUtcNow().ToUniversalTime());
        foreach (var session in ExchangeCalendar.Nyse.SessionsBetween(last.AddDays(-Days), last))
        {
            var day = MarketDay.Of(session, market.Symbols.ToDictionary(symbol => symbol, symbol => market.RawBar(symbol, session)));
            await StoreAsync($"day/{session:yyyy-MM-dd}", MarketDayCodec.Encode(day).ToArray());
        }
        await StoreAsync("splits", Encoding.UTF8.GetBytes(
            $$"""{"version":1,"from":"2020-01-01","checkedAt":"{{now.AddSeconds(-1):O}}","splits":"""
            + """[["S001","2026-02-18",4,"2026-02-18T21:20:01+00:00"]]}"""));
        var key = PriceHistoryKey.Parse("AAPL_30_daily");
        var bars = market.Singles.Bars(key.Symbol, Frequency.Daily, last.AddDays(-30), last);
        var history = PriceHistoryCodec.Encode(new PriceHistory(key, bars, now.AddMinutes(-1), market.Name));
        await RunAsync(
            "INSERT INTO technic_grain_state (service_id, state_name, grain_key, grain_n0, grain_n1, version, payload) "
            + "VALUES ($1, $2, $3, 0, 0, 1, $4)",
            Service, $"history/{market.Name}", key.ToString(), history);
        return bars.Count;

        Task StoreAsync(string name, byte[] payload) => RunAsync(
            "INSERT INTO technic_document (service_id, source, name, fetched_at, payload) VALUES ($1, $2, $3, $4, $5)",
            Service, market.Name, name, now.AddSeconds(-1), payload);

        async Task RunAsync(string sql, params object[] values)
        {
            await using var command = source.CreateCommand(sql);
            foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
            await command.ExecuteNonQueryAsync();
        }
    }
}
