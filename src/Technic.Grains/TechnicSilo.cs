using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Grains.Loading;
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
        services.AddSingleton(provider => OpenCache(options, source(provider), provider));
        services.AddSingleton<SiloIdentity>();
        services.AddSingleton(OpenListings);
        services.AddSingleton(OpenSurvey);
        services.AddHostedService<SiloReporter>();
        silo.AddPlacementDirector<PartitionPlacement, PartitionPlacementDirector>();
        silo.AddPlacementDirector<OwnSiloPlacement, OwnSiloPlacementDirector>();
        return silo;
    }

    /// <summary>A store that lasts as long as the cluster does, for one silo on one machine and for tests: Orleans' memory grain storage in place of a database.</summary>
    public static ISiloBuilder AddTechnicMemoryStore(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<OpenDocuments>(provider => source => new GrainDocumentStore(provider.GetRequiredService<IGrainFactory>(), source));
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

    /// <summary>Loads the market ahead of its use, once a session, soon after its bars are published.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="days">The window to load, in calendar days.</param>
    public static ISiloBuilder AddTechnicWarming(this ISiloBuilder silo, int days)
    {
        silo.Services.AddHostedService(provider => new WarmReminder(
            days, provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<WarmReminder>>()));
        return silo;
    }

    private static SiloCache OpenCache(SiloCacheOptions options, IPriceSource source, IServiceProvider provider)
    {
        var (clock, grains) = (provider.GetRequiredService<MarketClock>(), provider.GetRequiredService<IGrainFactory>());
        return new SiloCache(
            options, clock, source, new GrainRows(grains), DocumentsOf(source, provider),
            archive => new ClusterMarketLoader(grains, archive, clock.Time, provider.GetRequiredService<ILogger<ClusterMarketLoader>>()),
            provider.GetRequiredService<ILoggerFactory>());
    }

    private static ListingCache OpenListings(IServiceProvider provider)
    {
        var cache = provider.GetRequiredService<SiloCache>();
        return new ListingCache(
            cache.Source, DocumentsOf(cache.Source, provider), cache.Counters, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ListingCache>>());
    }

    private static MarketSurvey OpenSurvey(IServiceProvider provider) =>
        new(provider.GetRequiredService<SiloCache>().Market, provider.GetRequiredService<ListingCache>());

    private static IDocumentStore? DocumentsOf(IPriceSource source, IServiceProvider provider) => provider.GetService<OpenDocuments>()?.Invoke(source.Name);

    private const int MemoryStoreWrites = 10_000;
}
