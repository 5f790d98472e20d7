using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Grains.Postgres;
using Technic.Testing;

namespace Technic.Grains.Tests.Postgres;

/// <summary>What a silo has between its grains and PostgreSQL, on a clock that a test moves. Timeouts of the driver run on real time.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public Bench(string connection, PostgresOptions? options = null, string service = "technic", string source = "test")
    {
        Options = (options ?? new PostgresOptions()) with { ConnectionString = connection };
        Database = new PostgresDatabase(Options);
        Schema = new PostgresSchema(Database, Options, Time, SchemaLog);
        Table = new HistoryTable(Database, Options, service, source);
        Breaker = new StoreBreaker(Options.BreakDuration, Time, BreakerLog);
        Storage = new BatchingHistoryStorage(Table, Database, Options, Breaker, Time);
        Stores = new GrainHistoryStores(Storage, Table.StateName, Breaker, Options.WriteCapacity, Time, StoresLog);
    }

    public PostgresOptions Options { get; }
    public TimerTrackingTimeProvider Time { get; } = new(Clocks.WednesdayEvening);
    public ListLogger<PostgresSchema> SchemaLog { get; } = new();
    public ListLogger<StoreBreaker> BreakerLog { get; } = new();
    public ListLogger<GrainHistoryStores> StoresLog { get; } = new();
    public PostgresDatabase Database { get; }
    public PostgresSchema Schema { get; }
    public HistoryTable Table { get; }
    public StoreBreaker Breaker { get; }
    public BatchingHistoryStorage Storage { get; }
    public GrainHistoryStores Stores { get; }

    /// <summary>A bench on a new database with the schema applied.</summary>
    public static async Task<Bench> OnNewDatabaseAsync() => await OnNewDatabaseAsync(await (await PostgresServer.GetAsync()).CreateDatabaseAsync());

    /// <summary>A bench on an empty database with the schema applied.</summary>
    public static async Task<Bench> OnNewDatabaseAsync(string connection, PostgresOptions? options = null)
    {
        var bench = new Bench(connection, options);
        await bench.Schema.ApplyAsync(CancellationToken.None);
        return bench;
    }

    /// <summary>The name of the state of histories from the source <c>test</c>.</summary>
    public const string StateName = "history/test";

    public static GrainId Grain(string key) => GrainId.Create("history", key);

    public GrainHistoryStore Open(string key) => Stores.Open(Grain(key));

    public PostgresDocumentStore OpenDocuments() =>
        new(Database, Options, "technic", "test", Breaker, Time, NullLogger<PostgresDocumentStore>.Instance);

    public static PriceHistory History(string key, int bars = 104, DateTimeOffset? fetchedAt = null)
    {
        var times = new int[bars];
        var values = new double[bars * BarSeries.ValueColumns];
        for (var i = 0; i < bars; i++) times[i] = BarTime.OfDay(new DateOnly(2025, 10, 1).AddDays(i)).Minutes;
        for (var i = 0; i < values.Length; i++) values[i] = 100 + (i * 0.25) + key.Length;
        return new PriceHistory(PriceHistoryKey.Parse(key), BarSeries.FromColumns(times, values), fetchedAt ?? Clocks.WednesdayEvening, "test");
    }

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        await Database.DisposeAsync();
    }
}
