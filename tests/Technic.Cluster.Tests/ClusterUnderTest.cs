using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.Configuration;
using Orleans.TestingHost;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.Cluster.Postgres;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.EngineContract;

namespace Technic.Cluster.Tests;

/// <summary>Deviations of a test cluster from production.</summary>
/// <param name="ResponseTimeout">The longest time of a call; default 30 seconds.</param>
/// <param name="Client">How the client watches over the cluster.</param>
/// <param name="Scans">The limits of kept scans.</param>
/// <param name="MaxBytes">The memory of each silo's cache, in bytes.</param>
/// <param name="Methods">The functions and the score of each silo by its place, and of the client, which has place -1.</param>
/// <param name="Service">The id of the service.</param>
internal sealed record ClusterTestOptions(
    TimeSpan? ResponseTimeout = null, ClusterEngineOptions? Client = null, KeptScanLimits? Scans = null,
    long MaxBytes = 512L << 20, Func<int, ScanMethods>? Methods = null, string Service = "technic");

/// <summary>Silos in this process with PostgreSQL behind them, and the engine of a client of theirs.</summary>
internal sealed class ClusterUnderTest : IEngineUnderTest
{
    private readonly IPriceSource _source;
    private readonly TimeProvider _time;
    private readonly string _database;
    private readonly int _silos;
    private readonly ClusterTestOptions _options;

    private ClusterUnderTest(IPriceSource source, TimeProvider time, string database, int silos, ClusterTestOptions options) =>
        (_source, _time, _database, _silos, _options) = (source, time, database, silos, options);

    public InProcessTestCluster Cluster { get; private set; } = null!;

    public ClusterEngine Client { get; private set; } = null!;

    public IScanEngine Engine => Client;

    /// <param name="source">L3 of every silo.</param>
    /// <param name="time">The clock of the grains; the cluster itself runs on the system's.</param>
    /// <param name="database">The connection string of the cluster's database.</param>
    /// <param name="silos">How many silos to begin with.</param>
    /// <param name="options">Deviations from production.</param>
    public static async Task<ClusterUnderTest> StartAsync(
        IPriceSource source, TimeProvider time, string database, int silos = 2, ClusterTestOptions? options = null)
    {
        var cluster = new ClusterUnderTest(source, time, database, silos, options ?? new ClusterTestOptions());
        await cluster.BeginAsync();
        return cluster;
    }

    public async Task RestartAsync()
    {
        await Cluster.DisposeAsync();
        await BeginAsync();
    }

    /// <summary>
    /// Makes the stored reminders due every second for silos that start from now on; the shortest period of a registration is a minute.
    /// </summary>
    public async Task ShortenRemindersAsync()
    {
        await using var database = NpgsqlDataSource.Create(_database);
        await using var command = database.CreateCommand("UPDATE technic_reminder SET period = 1000");
        Assert.True(await command.ExecuteNonQueryAsync() > 0, "There are no reminders.");
    }

    /// <summary>Kills a silo that has a grain of a class.</summary>
    /// <param name="grain">The name of the class, e.g. <c>WarmGrain</c>.</param>
    public async Task KillSiloOfAsync(string grain)
    {
        var activations = await Cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        var home = activations.First(activation => activation.GrainType.Split(',')[0].EndsWith($".{grain}", StringComparison.Ordinal));
        await Cluster.KillSiloAsync(Cluster.Silos.First(silo => silo.SiloAddress.Equals(home.SiloAddress)));
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private async Task BeginAsync()
    {
        var builder = new InProcessTestClusterBuilder((short)_silos);
        builder.Options.ConfigureFileLogging = false;
        // The service names the rows of the database; it outlives a cluster.
        builder.Options.ServiceId = _options.Service;
        var place = -1;
        builder.ConfigureSilo((_, silo) =>
        {
            if (_options.Methods is { } methods) silo.Services.AddSingleton(methods(Interlocked.Increment(ref place)));
            silo.Services.AddSingleton(_time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.AddTechnicPostgresStore(new PostgresOptions { ConnectionString = _database })
                .AddBatchingPostgresStorage(TechnicSilo.HistoryStorage)
                .AddBatchingPostgresStorage(TechnicSilo.UserDataStorage, "users");
            silo.AddTechnicPostgresReminders();
            silo.AddTechnic(new SiloCacheOptions(new MemoryTierOptions(_options.MaxBytes, Jitter: 0), Scans: _options.Scans), _ => _source);
            if (_options.ResponseTimeout is { } limit) silo.Configure<SiloMessagingOptions>(messages => messages.ResponseTimeout = limit);
        });
        var own = _options.Methods?.Invoke(-1) ?? ScanMethods.BuiltIn;
        builder.ConfigureClient(client =>
        {
            client.Services.AddSingleton(own);
            if (_options.ResponseTimeout is { } limit)
                client.Configure<ClientMessagingOptions>(messages => messages.ResponseTimeout = limit);
        });
        Cluster = builder.Build();
        await Cluster.DeployAsync();
        // A scan's signs of life are on the clock of the grains: while a test holds that, a slow machine must not look like a dead silo.
        TimeSpan? silence = _time == TimeProvider.System ? null : TimeSpan.FromMinutes(1);
        Client = new ClusterEngine(
            Cluster.Client, _options.Client ?? new ClusterEngineOptions(silence) { Methods = own }, TimeProvider.System,
            NullLogger<ClusterEngine>.Instance);
    }
}
