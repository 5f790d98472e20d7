using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Client;
using Technic.Core.Storage;

namespace Technic.Cluster.Postgres;

/// <summary>Puts a silo on PostgreSQL.</summary>
public static class PostgresHosting
{
    /// <summary>The name of Orleans' ADO.NET storage; grains use the default storage, which guards it.</summary>
    public const string UnguardedStorage = "adonet";

    private const string Invariant = "Npgsql";

    /// <summary>
    /// A silo whose members and grain states are in PostgreSQL. Its start waits for the server and brings the schema up to date before
    /// anything else; health checks find <see cref="PostgresSchema.IsReady"/>.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">The database.</param>
    /// <param name="source">The name of the silo's price source, which all silos of a cluster share (<see cref="ClusterSource"/>).</param>
    /// <exception cref="ArgumentException">
    /// The settings are invalid; the message contains the reason and nothing of the connection string.
    /// </exception>
    public static ISiloBuilder AddTechnicPostgres(this ISiloBuilder silo, PostgresOptions options, string source)
    {
        silo.Services.AddSingleton(provider => new ClusterSource(
            provider.GetRequiredService<PostgresDatabase>(), provider.GetRequiredService<IOptions<ClusterOptions>>(), source));
        return silo.AddTechnicPostgresStore(options).UseAdoNetClustering(
            (OptionsBuilder<AdoNetClusteringSiloOptions> clustering) => clustering.Configure<PostgresDatabase>((o, database) =>
            {
                o.Invariant = Invariant;
                o.DataSource = database.Source;
            }));
    }

    /// <summary>The same without the membership, for a silo that finds the others elsewhere.</summary>
    /// <exception cref="ArgumentException">
    /// The settings are invalid; the message contains the reason and nothing of the connection string.
    /// </exception>
    public static ISiloBuilder AddTechnicPostgresStore(this ISiloBuilder silo, PostgresOptions options)
    {
        var services = silo.Services.AddPostgresDatabase(options);
        services.AddSingleton<PostgresSchema>();
        services.AddSingleton(provider => new StoreBreaker(
            options.BreakDuration, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<StoreBreaker>>()));
        services.AddSingleton<IStoreAvailability>(provider => provider.GetRequiredService<StoreBreaker>());
        services.AddSingleton<StoreGate>();
        services.AddSingleton(provider => new GrainStateTable(
            provider.GetRequiredService<PostgresDatabase>(), options,
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId));
        services.AddSingleton<PostgresStartup>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<PostgresStartup>());
        silo.AddAdoNetGrainStorage(
            UnguardedStorage,
            (OptionsBuilder<AdoNetGrainStorageOptions> storage) => storage.Configure<PostgresDatabase>((o, database) =>
            {
                o.Invariant = Invariant;
                o.DataSource = database.Source;
            }));
        services.AddKeyedSingleton<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (provider, _) => new GuardedStorage(
            provider.GetRequiredKeyedService<IGrainStorage>(UnguardedStorage), provider.GetRequiredService<StoreGate>()));
        services.TryAddSingleton(
            provider => provider.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME));
        return silo;
    }

    /// <summary>Reminders in the same database.</summary>
    public static ISiloBuilder AddTechnicPostgresReminders(this ISiloBuilder silo) => silo.UseAdoNetReminderService(
        reminders => reminders.Configure<PostgresDatabase>((options, database) =>
        {
            options.Invariant = Invariant;
            options.DataSource = database.Source;
        }));

    /// <summary>
    /// A grain storage that reads and writes many grains with one statement; see <see cref="BatchingPostgresStorage"/>.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">The name of the storage.</param>
    /// <param name="service">The service that its rows belong to; <c>null</c> for that of the cluster.</param>
    public static ISiloBuilder AddBatchingPostgresStorage(this ISiloBuilder silo, string name, string? service = null)
    {
        silo.Services.AddKeyedSingleton<IGrainStorage>(name, (provider, _) => new BatchingPostgresStorage(
            service is null
                ? provider.GetRequiredService<GrainStateTable>()
                : new GrainStateTable(
                    provider.GetRequiredService<PostgresDatabase>(), provider.GetRequiredService<PostgresOptions>(), service),
            provider.GetRequiredService<PostgresOptions>(),
            provider.GetRequiredService<StoreGate>(), provider.GetRequiredService<IGrainStorageSerializer>()));
        return silo;
    }
}
