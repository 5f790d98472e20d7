using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Cluster.Grains;
using Technic.Cluster.Postgres;

namespace Technic.Cluster.Bench;

/// <summary>Silos that speak over sockets on loopback, with PostgreSQL for members and state, and a client of theirs.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private readonly List<IHost> _silos = [];
    private IHost _client = null!;

    public ClusterEngine Engine { get; private set; } = null!;

    public IGrainFactory Grains => _client.Services.GetRequiredService<IGrainFactory>();

    public static async Task<BenchCluster> StartAsync(int silos, BenchMarket market, string database, string clusterId)
    {
        var cluster = new BenchCluster();
        for (var i = 0; i < silos; i++) cluster._silos.Add(await StartSiloAsync(i, market, database, clusterId));
        cluster._client = await StartClientAsync(database, clusterId);
        cluster.Engine = new ClusterEngine(
            cluster.Grains, new ClusterEngineOptions(), TimeProvider.System, NullLogger<ClusterEngine>.Instance);
        return cluster;
    }

    public async Task ForgetRowsAsync()
    {
        foreach (var silo in (await Engine.GetReportAsync(CancellationToken.None)).Living)
            await Grains.GetGrain<ISiloGrain>(silo.Silo).ForgetRowsAsync();
    }

    /// <summary>Returns when a grain is active for each of so many histories.</summary>
    public async Task WhenActiveAsync(int histories)
    {
        var management = Grains.GetGrain<IManagementGrain>(0);
        while ((await management.GetSimpleGrainStatistics())
            .Where(type => type.GrainType.Contains("PriceHistoryGrain", StringComparison.Ordinal))
            .Sum(type => type.ActivationCount) < histories)
            await Task.Delay(10);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
        foreach (var silo in _silos)
        {
            await silo.StopAsync();
            silo.Dispose();
        }
    }

    private static async Task<IHost> StartSiloAsync(int number, BenchMarket market, string database, string clusterId)
    {
        var host = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        host.Logging.SetMinimumLevel(LogLevel.Error);
        host.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (clusterId, "technic"));
            silo.Configure<SiloOptions>(o => o.SiloName = $"silo{number}");
            silo.ConfigureEndpoints(IPAddress.Loopback, FreePort(), FreePort());
            silo.AddTechnicPostgres(new PostgresOptions { ConnectionString = database }, "test")
                .AddBatchingPostgresStorage(TechnicSilo.HistoryStorage);
            silo.AddTechnic(new SiloCacheOptions(), services => market.Open(services.GetRequiredService<TimeProvider>()));
        });
        var started = host.Build();
        await started.StartAsync();
        return started;
    }

    private static async Task<IHost> StartClientAsync(string database, string clusterId)
    {
        var host = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        host.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (clusterId, "technic"));
            client.AddTechnicPostgres(new PostgresOptions { ConnectionString = database });
        });
        var started = host.Build();
        await started.StartAsync();
        return started;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
