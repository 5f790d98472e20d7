using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Core.MarketData;
using Technic.Core.Scanning;
using Technic.Grains.Placement;
using Technic.Grains.Postgres;

namespace Technic.Grains;

/// <summary>Makes an Orleans silo one of Technic's.</summary>
public static class TechnicSilo
{
    /// <summary>Adds the cache, the grains' placement and the reports. The store comes beside it: <see cref="PostgresHosting"/>, or <see cref="AddTechnicMemoryStore"/>.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">Bounds and rules of the cache.</param>
    /// <param name="source">L3.</param>
    public static ISiloBuilder AddTechnic(this ISiloBuilder silo, SiloCacheOptions options, Func<IServiceProvider, IPriceSource> source)
    {
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new MarketClock(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SiloCache(
            options, provider.GetRequiredService<MarketClock>(), source(provider), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<SiloIdentity>();
        services.AddSingleton(provider => new ListingCache(
            provider.GetRequiredService<SiloCache>().Source, documents: null, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ListingCache>>()));
        services.AddHostedService<SiloReporter>();
        silo.AddPlacementDirector<PartitionPlacement, PartitionPlacementDirector>();
        silo.AddPlacementDirector<OwnSiloPlacement, OwnSiloPlacementDirector>();
        return silo;
    }

    /// <summary>A store that lasts as long as the cluster does, for one silo on one machine and for tests: Orleans' memory grain storage in place of a database.</summary>
    public static ISiloBuilder AddTechnicMemoryStore(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton<OrleansGrainStorageSerializer>();
        silo.Services.AddSingleton<PriceHistoryStateSerializer>();
        silo.AddMemoryGrainStorageAsDefault((OptionsBuilder<MemoryGrainStorageOptions> storage) =>
            storage.Configure<PriceHistoryStateSerializer>((options, serializer) => options.GrainStorageSerializer = serializer));
        silo.Services.AddSingleton(provider => new GrainHistoryStores(
            provider.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME),
            HistoryTable.StateNameOf(provider.GetRequiredService<SiloCache>().Source.Name), breaker: null, MemoryStoreWrites,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GrainHistoryStores>>()));
        return silo;
    }

    private const int MemoryStoreWrites = 10_000;
}
