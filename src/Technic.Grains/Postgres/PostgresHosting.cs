using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using Technic.Grains.Loading;

namespace Technic.Grains.Postgres;

/// <summary>Puts a silo or a client on PostgreSQL.</summary>
public static class PostgresHosting
{
    /// <summary>The name of the grain storage that keeps price histories.</summary>
    public const string HistoryStorage = "histories";

    private const string Invariant = "Npgsql";

    /// <summary>
    /// A silo whose members, grain state and price histories (those of <see cref="SiloCache.Source"/>) stand in PostgreSQL. Its start waits for the server and brings the schema up to date before
    /// anything else; its stop writes what waits to be written. Grains find <see cref="GrainHistoryStores"/>; health checks find
    /// <see cref="PostgresSchema.IsReady"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The settings cannot be used; the message says why and holds nothing of the connection string.</exception>
    public static ISiloBuilder AddTechnicPostgres(this ISiloBuilder silo, PostgresOptions options) =>
        silo.AddTechnicPostgresStore(options).UseAdoNetClustering((OptionsBuilder<AdoNetClusteringSiloOptions> clustering) => clustering.Configure<PostgresDatabase>((o, database) =>
        {
            o.Invariant = Invariant;
            o.DataSource = database.Source;
        }));

    /// <summary>The same without the membership, for a silo that finds the others elsewhere.</summary>
    /// <exception cref="ArgumentException">The settings cannot be used; the message says why and holds nothing of the connection string.</exception>
    public static ISiloBuilder AddTechnicPostgresStore(this ISiloBuilder silo, PostgresOptions options)
    {
        AddDatabase(silo.Services, options);
        silo.Services.AddSingleton<PostgresSchema>();
        silo.Services.AddSingleton<PriceHistoryStateSerializer>();
        silo.Services.TryAddSingleton<OrleansGrainStorageSerializer>();
        silo.Services.AddSingleton(services => new HistoryTable(
            services.GetRequiredService<PostgresDatabase>(), options, services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
            services.GetRequiredService<SiloCache>().Source.Name));
        silo.Services.AddSingleton(services => new StoreBreaker(
            options.BreakDuration, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<StoreBreaker>>()));
        silo.Services.AddSingleton<BatchingHistoryStorage>();
        silo.Services.AddKeyedSingleton<IGrainStorage>(HistoryStorage, (services, _) => services.GetRequiredService<BatchingHistoryStorage>());
        silo.Services.AddSingleton(services => new GrainHistoryStores(
            services.GetRequiredService<BatchingHistoryStorage>(), services.GetRequiredService<HistoryTable>().StateName, services.GetRequiredService<StoreBreaker>(),
            options.WriteCapacity, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<GrainHistoryStores>>()));
        silo.Services.AddSingleton<OpenDocuments>(services => source => new PostgresDocumentStore(
            services.GetRequiredService<PostgresDatabase>(), options, services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId, source,
            services.GetRequiredService<StoreBreaker>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<PostgresDocumentStore>>()));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, PostgresLifecycle>();

        return silo.AddAdoNetGrainStorageAsDefault((OptionsBuilder<AdoNetGrainStorageOptions> storage) =>
            storage.Configure<PostgresDatabase, PriceHistoryStateSerializer>((o, database, serializer) =>
            {
                o.Invariant = Invariant;
                o.DataSource = database.Source;
                o.GrainStorageSerializer = serializer;
            }));
    }

    /// <summary>A client that finds its silos in PostgreSQL. It creates nothing there: until the first silo has started, its attempts to connect fail and must be repeated.</summary>
    /// <exception cref="ArgumentException">The settings cannot be used; the message says why and holds nothing of the connection string.</exception>
    public static IClientBuilder AddTechnicPostgres(this IClientBuilder client, PostgresOptions options)
    {
        AddDatabase(client.Services, options);
        return client.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringClientOptions> clustering) => clustering.Configure<PostgresDatabase>((o, database) =>
        {
            o.Invariant = Invariant;
            o.DataSource = database.Source;
        }));
    }

    private static void AddDatabase(IServiceCollection services, PostgresOptions options)
    {
        if (options.Validate() is [var complaint, ..]) throw new ArgumentException(complaint, nameof(options));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<PostgresDatabase>();
    }
}
