using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.Cluster.Postgres;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Testing;

namespace Technic.Cluster.Tests.Postgres;

/// <summary>
/// What a silo has between its grains and PostgreSQL, on a clock that a test moves. Timeouts of the driver run on real time.
/// </summary>
internal sealed class Bench : IAsyncDisposable
{
    public Bench(string connection, PostgresOptions? options = null, string service = "technic", string source = "test")
    {
        Options = (options ?? new PostgresOptions()) with { ConnectionString = connection };
        Database = new PostgresDatabase(Options);
        Schema = new PostgresSchema(Database, Options, Time, SchemaLog);
        Table = new GrainStateTable(Database, Options, service);
        Breaker = new StoreBreaker(Options.BreakDuration, Time, BreakerLog);
        Gate = new StoreGate(Database, Options, Breaker, Time);
        Storage = new BatchingPostgresStorage(Table, Options, Gate, Serializer());
        Stores = new GrainHistoryStores(Storage, PriceHistoryState.NameOf(source), Breaker, writeCapacity: 10_000, Time, StoresLog);
    }

    public PostgresOptions Options { get; }
    public TimerTrackingTimeProvider Time { get; } = new(Clocks.WednesdayEvening);
    public ListLogger<PostgresSchema> SchemaLog { get; } = new();
    public ListLogger<StoreBreaker> BreakerLog { get; } = new();
    public ListLogger<GrainHistoryStores> StoresLog { get; } = new();
    public PostgresDatabase Database { get; }
    public PostgresSchema Schema { get; }
    public GrainStateTable Table { get; }
    public StoreBreaker Breaker { get; }
    public StoreGate Gate { get; }
    public BatchingPostgresStorage Storage { get; }
    public GrainHistoryStores Stores { get; }

    /// <summary>A bench on a new database with the schema applied.</summary>
    public static async Task<Bench> OnNewDatabaseAsync() =>
        await OnNewDatabaseAsync(await (await PostgresServer.GetAsync()).CreateDatabaseAsync());

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

    private static StateSerializer Serializer()
    {
        var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        return new StateSerializer(new OrleansGrainStorageSerializer(services.GetRequiredService<Orleans.Serialization.Serializer>()));
    }

    public static PriceHistory History(string key, int bars = 104, DateTimeOffset? fetchedAt = null)
    {
        var times = new int[bars];
        var values = new double[bars * BarSeries.ValueColumns];
        for (var i = 0; i < bars; i++) times[i] = BarTime.OfDay(new DateOnly(2025, 10, 1).AddDays(i)).Minutes;
        for (var i = 0; i < values.Length; i++) values[i] = 100 + (i * 0.25) + key.Length;
        return new PriceHistory(
            PriceHistoryKey.Parse(key), BarSeries.FromColumns(times, values), fetchedAt ?? Clocks.WednesdayEvening, "test");
    }

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        await Gate.DisposeAsync();
        await Database.DisposeAsync();
    }
}
