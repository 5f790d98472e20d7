using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Storage;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.Cluster.Postgres;
using Technic.Core.Histories;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Cluster.Tests.Postgres;

/// <summary>Real silos on real ports, with nothing but the database between them.</summary>
public sealed class PostgresSiloTests
{
    private const string Password = "hunter2-never-to-be-seen";

    [Theory]
    [InlineData("AAPL_90_daily")]
    [InlineData("A_90_daily")]
    [InlineData("BABA_90_daily")]
    [InlineData("brk.b_90_daily")]
    [InlineData("AAPL_90_daily@2021-04-21")]
    public async Task Orleans_own_provider_and_the_batching_one_read_and_write_the_same_rows(string key)
    {
        using var silo = Silo(await NewDatabaseAsync());
        await silo.StartAsync();
        var orleans = silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");
        var batching = silo.Services.GetRequiredKeyedService<IGrainStorage>(TechnicSilo.HistoryStorage);
        var grain = Bench.Grain(key);

        Assert.False((await ReadAsync(orleans, grain)).RecordExists);
        var first = await WriteAsync(batching, grain, Bench.History(key, bars: 1), version: null);
        var seen = await ReadAsync(orleans, grain);
        Assert.Equal((first.ETag, 1), (seen.ETag, Bars(seen, key)));

        var second = await WriteAsync(orleans, grain, Bench.History(key, bars: 2), seen.ETag);
        seen = await ReadAsync(batching, grain);
        Assert.Equal((second.ETag, 2), (seen.ETag, Bars(seen, key)));

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(batching, grain, Bench.History(key), first.ETag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(orleans, grain, Bench.History(key), first.ETag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(orleans, grain, Bench.History(key), version: null));

        await orleans.ClearStateAsync(Bench.StateName, grain, second);
        Assert.Equal((second.ETag, false), ((await ReadAsync(batching, grain)).ETag, (await ReadAsync(batching, grain)).RecordExists));
        await WriteAsync(batching, grain, Bench.History(key, bars: 3), second.ETag);
        Assert.Equal(3, Bars(await ReadAsync(orleans, grain), key));
        await silo.StopAsync();
    }

    [Fact]
    public async Task Of_32_first_writes_that_overlap_through_Orleans_own_provider_one_succeeds_and_31_conflict()
    {
        using var silo = Silo(await NewDatabaseAsync());
        await silo.StartAsync();
        var orleans = silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            try
            {
                await WriteAsync(orleans, Bench.Grain("AAPL_90_daily"), Bench.History("AAPL_90_daily"), version: null);
                return "written";
            }
            catch (InconsistentStateException)
            {
                return "conflict";
            }
        })));

        Assert.Equal(1, outcomes.Count(o => o == "written"));
        Assert.True((await ReadAsync(orleans, Bench.Grain("AAPL_90_daily"))).RecordExists);
        await silo.StopAsync();
    }

    [Fact]
    public async Task Other_states_are_kept_by_Orleans_own_provider_under_any_kind_of_key()
    {
        using var silo = Silo(await NewDatabaseAsync());
        await silo.StartAsync();
        var orleans = silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");
        GrainId[] grains =
        [
            GrainId.Create("counter", "polygon"), GrainId.Create(GrainType.Create("counter"), GrainIdKeyExtensions.CreateIntegerKey(7)),
            GrainId.Create(
                GrainType.Create("counter"), GrainIdKeyExtensions.CreateGuidKey(Guid.Parse("6f1c2b1e-3c1d-4a43-9d0e-1a2b3c4d5e6f"))),
        ];

        foreach (var grain in grains)
        {
            var state = new GrainState<Dictionary<string, long>>(new() { [grain.Key.ToString()!] = 1 });
            await orleans.WriteStateAsync("counts", grain, state);
            state.State!["more"] = 2;
            await orleans.WriteStateAsync("counts", grain, state);
        }

        foreach (var grain in grains)
        {
            var state = new GrainState<Dictionary<string, long>>();
            await orleans.ReadStateAsync("counts", grain, state);
            Assert.Equal("2", state.ETag);
            Assert.Equal(
                [KeyValuePair.Create(grain.Key.ToString()!, 1L), KeyValuePair.Create("more", 2L)], state.State!.OrderBy(p => p.Value));
        }
        await silo.StopAsync();
    }

    [Fact]
    public async Task Two_silos_that_start_together_on_an_empty_database_and_a_client_become_one_cluster()
    {
        var connection = await NewDatabaseAsync();
        using var first = Silo(connection);
        using var second = Silo(connection);
        using var client = Client(connection);

        await Task.WhenAll(first.StartAsync(), second.StartAsync(), client.StartAsync());

        var management = client.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0);
        Assert.Equal(2, (await management.GetHosts(onlyActive: true)).Count);
        await client.StopAsync();
        await second.StopAsync();
        management = first.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        Assert.Single(await management.GetHosts(onlyActive: true));
        await first.StopAsync();
    }

    [Fact]
    public async Task What_was_saved_when_a_silo_stops_is_there_when_the_next_one_starts()
    {
        var connection = await NewDatabaseAsync();
        string[] keys = [.. Enumerable.Range(0, 500).Select(i => $"S{i}_90_daily")];
        using (var silo = Silo(connection))
        {
            await silo.StartAsync();
            var stores = silo.Services.GetRequiredService<GrainHistoryStores>();
            foreach (var key in keys) await stores.Open(Bench.Grain(key)).SaveAsync(Bench.History(key), CancellationToken.None);
            await silo.StopAsync();
            Assert.Equal((0L, 500L), (stores.Queued, stores.Written));
        }

        using var next = Silo(connection);
        await next.StartAsync();
        var reopened = next.Services.GetRequiredService<GrainHistoryStores>();
        var reads = await Task.WhenAll(
            keys.Select(key => reopened.Open(Bench.Grain(key)).ReadAsync(PriceHistoryKey.Parse(key), CancellationToken.None).AsTask()));
        Assert.Equal(500, reads.Count(read => read.Outcome == StoreOutcome.Found));
        Assert.Equal(
            500, (await next.Services.GetRequiredService<GrainStateTable>().InfoAsync(Bench.StateName, CancellationToken.None)).Keys);
        await next.StopAsync();
    }

    [SkippableFact]
    public async Task A_silo_that_starts_before_its_database_waits_is_not_ready_and_then_joins()
    {
        Skip.IfNot(PostgresServer.IsInstalled, PostgresServer.NoPrivateServer);
        await using var server = await PostgresServer.StartPrivateAsync();
        var connection = await server.CreateDatabaseAsync(Password);
        await server.StopAsync();
        var log = new CapturedLog();
        using var silo = Silo(connection, log);

        var starting = silo.StartAsync();
        await UntilAsync(() => log.Texts.Any(text => text.Contains("Waiting for the database", StringComparison.Ordinal)));
        Assert.False(silo.Services.GetRequiredService<PostgresSchema>().IsReady);
        Assert.False(starting.IsCompleted);
        await server.StartAsync();
        await starting;

        Assert.True(silo.Services.GetRequiredService<PostgresSchema>().IsReady);
        await silo.StopAsync();
        Assert.DoesNotContain(log.Texts, text => text.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silo_that_waits_for_its_database_can_be_stopped()
    {
        using var silo = Silo($"Host=127.0.0.1;Port={FreePort()};Database=d;Username=u;Password={Password}");
        using var cancellation = new CancellationTokenSource();
        var starting = silo.StartAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => starting.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(silo.Services.GetRequiredService<PostgresSchema>().IsReady);
    }

    [SkippableFact]
    public async Task The_password_is_in_no_log_of_a_silo_whatever_its_level_nor_in_any_exception()
    {
        Skip.IfNot(PostgresServer.IsInstalled, PostgresServer.NoPrivateServer);
        await using var server = await PostgresServer.StartPrivateAsync();
        var log = new CapturedLog();
        using (var silo = Silo(await server.CreateDatabaseAsync(Password) + ";Persist Security Info=true", log))
        {
            await silo.StartAsync();
            await server.StopAsync();
            var orleans = silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");
            var batching = silo.Services.GetRequiredKeyedService<IGrainStorage>(TechnicSilo.HistoryStorage);
            var problems = new[]
            {
                await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(orleans, Bench.Grain("AAPL_90_daily"))),
                await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(batching, Bench.Grain("AAPL_90_daily"))),
                await Assert.ThrowsAnyAsync<Exception>(
                    () => silo.Services.GetRequiredService<PostgresSchema>().ApplyAsync(CancellationToken.None)),
            };
            Assert.All(problems, problem => Assert.DoesNotContain(Password, problem.ToString(), StringComparison.Ordinal));
            await server.StartAsync();
            await silo.StopAsync();
        }

        Assert.NotEmpty(log.Texts);
        Assert.DoesNotContain(log.Texts, text => text.Contains(Password, StringComparison.Ordinal));
    }

    internal static IHost Silo(string connection, CapturedLog? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        Log(builder, log);
        builder.UseOrleans(silo =>
        {
            silo.AddTechnicPostgres(
                new PostgresOptions { ConnectionString = connection, StartRetryDelay = TimeSpan.FromSeconds(0.1) }, "test")
                .AddBatchingPostgresStorage(TechnicSilo.HistoryStorage);
            silo.AddTechnic(new SiloCacheOptions(), _ => new ScriptedSource(TimeProvider.System) { Name = "test" });
            silo.Configure<ClusterOptions>(Names);
            silo.ConfigureEndpoints(IPAddress.Loopback, FreePort(), FreePort());
        });
        return builder.Build();
    }

    private static IHost Client(string connection)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        Log(builder, log: null);
        builder.UseOrleansClient(client =>
        {
            client.AddTechnicPostgres(new PostgresOptions { ConnectionString = connection });
            client.Configure<ClusterOptions>(Names);
            client.UseConnectionRetryFilter(async (_, cancellationToken) =>
            {
                await Task.Delay(100, cancellationToken);
                return true;
            });
        });
        return builder.Build();
    }

    private static void Names(ClusterOptions options) => (options.ServiceId, options.ClusterId) = ("technic", "test");

    private static void Log(HostApplicationBuilder builder, CapturedLog? log)
    {
        if (log is null) return;
        builder.Logging.AddProvider(log);
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
    }

    private static async Task<string> NewDatabaseAsync() => await (await PostgresServer.GetAsync()).CreateDatabaseAsync();

    private static async Task<GrainState<PriceHistoryState>> ReadAsync(IGrainStorage storage, GrainId grain)
    {
        var state = new GrainState<PriceHistoryState>();
        await storage.ReadStateAsync(Bench.StateName, grain, state);
        return state;
    }

    private static async Task<GrainState<PriceHistoryState>> WriteAsync(
        IGrainStorage storage, GrainId grain, PriceHistory history, string? version)
    {
        var state = new GrainState<PriceHistoryState>(new PriceHistoryState(history), version) { RecordExists = version is not null };
        await storage.WriteStateAsync(Bench.StateName, grain, state);
        return state;
    }

    private static int Bars(GrainState<PriceHistoryState> state, string key) =>
        state.State!.Read(PriceHistoryKey.Parse(key)).History!.Bars.Count;

    private static async Task UntilAsync(Func<bool> happened)
    {
        for (var tries = 0; !happened(); tries++)
        {
            Assert.True(tries < 3_000, "It did not happen.");
            await Task.Delay(10);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal sealed class CapturedLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _texts = new();

        public IReadOnlyCollection<string> Texts => _texts;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _texts.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
