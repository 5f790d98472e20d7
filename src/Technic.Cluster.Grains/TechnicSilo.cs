using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Providers;
using Orleans.Serialization;
using Orleans.Storage;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Provider.Held;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Cluster.Grains;

/// <summary>Makes an Orleans silo one of Technic's.</summary>
public static class TechnicSilo
{
    /// <summary>The name of the grain storage of price histories; the others use the default storage.</summary>
    public const string HistoryStorage = "histories";

    /// <summary>
    /// The name of the grain storage of lists and watches. Without one of its own it is the default storage; with another service id it
    /// is common to clusters of several price sources.
    /// </summary>
    public const string UserDataStorage = "user-data";

    /// <summary>
    /// Adds the cache, the grains' placement and the reports. The grain storages are added separately: PostgreSQL's, or
    /// <see cref="AddTechnicMemoryStore"/>. Own functions and an own score are a service, <see cref="ScanMethods"/>, the same on all
    /// silos and clients of the cluster.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">Bounds and rules of the cache.</param>
    /// <param name="source">L3.</param>
    public static ISiloBuilder AddTechnic(this ISiloBuilder silo, SiloCacheOptions options, Func<IServiceProvider, IPriceSource> source)
    {
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new MarketClock(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(ScanMethods.BuiltIn);
        services.AddSingleton(options);
        services.AddSingleton(options.Scans ?? new KeptScanLimits());
        services.AddSingleton(provider => OpenCache(options, source(provider), provider));
        services.AddSingleton(provider => new ScanRequests(provider.GetRequiredService<SiloCache>().Counters));
        services.AddSingleton<IStudyPartitions, StudyPartitions>();
        services.AddSingleton<SiloStudies>();
        services.AddSingleton<PartitionWork>();
        services.AddSingleton<PartitionFetch>();
        services.AddSingleton<HistoryRequests>();
        services.AddSingleton<SiloIdentity>();
        services.AddSingleton<PartitionHomes>();
        services.AddSingleton<LivingSilos>();
        services.AddSingleton(OpenMirrors);
        services.AddSingleton(OpenListings);
        services.AddSingleton(OpenStores);
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, StoreFlush>();
        services.AddSingleton(OpenSurvey);
        services.AddSingleton(OpenWatches);
        services.TryAddKeyedSingleton(UserDataStorage, (provider, _) =>
            provider.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME));
        services.AddHostedService<SiloReporter>();
        // A refusal of a partition reaches the scan as what it is.
        services.Configure<ExceptionSerializationOptions>(types => types.SupportedNamespacePrefixes.Add(nameof(Technic)));
        services.TryAddSingleton<OrleansGrainStorageSerializer>();
        services.Replace(ServiceDescriptor.Singleton<IGrainStorageSerializer, StateSerializer>());
        silo.AddPlacementDirector<PartitionPlacement, PartitionPlacementDirector>();
        silo.AddPlacementDirector<OwnSiloPlacement, OwnSiloPlacementDirector>();
        return silo;
    }

    /// <summary>
    /// Grain storages and reminders that last as long as the cluster does, for one silo on one machine and for tests: Orleans' memory
    /// storage in place of a database.
    /// </summary>
    public static ISiloBuilder AddTechnicMemoryStore(this ISiloBuilder silo) =>
        silo.AddMemoryGrainStorageAsDefault().AddMemoryGrainStorage(HistoryStorage).AddMemoryGrainStorage(UserDataStorage)
            .UseInMemoryReminderService();

    /// <summary>
    /// Loads the market ahead of its use, once a session, soon after its bars are published. Requires a reminder service.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="days">The window to load, in calendar days; 0 ends an earlier schedule.</param>
    public static ISiloBuilder AddTechnicWarming(this ISiloBuilder silo, int days) =>
        silo.AddSchedule("Preloading", (grains, token) => grains.GetGrain<IWarmGrain>(0).ScheduleAsync(days, token));

    /// <summary>Checks the watches once a session, soon after its bars are published. Requires a reminder service.</summary>
    public static ISiloBuilder AddTechnicWatchChecks(this ISiloBuilder silo) =>
        silo.AddSchedule("Checking the watches", (grains, token) => grains.GetGrain<IWatchScheduleGrain>(0).StartAsync(token));

    // A hosted service of its own each: AddHostedService would add only the first one of a type.
    private static ISiloBuilder AddSchedule(
        this ISiloBuilder silo, string work, Func<IGrainFactory, CancellationToken, Task> schedule)
    {
        silo.Services.AddSingleton<IHostedService>(provider => new ScheduleAtStart(
            work, token => schedule(provider.GetRequiredService<IGrainFactory>(), token),
            provider.GetRequiredService<ILogger<ScheduleAtStart>>()));
        return silo;
    }

    private static SiloCache OpenCache(SiloCacheOptions options, IPriceSource source, IServiceProvider provider)
    {
        var (clock, grains) = (provider.GetRequiredService<MarketClock>(), provider.GetRequiredService<IGrainFactory>());
        return new SiloCache(
            options, clock, source, new GrainRows(grains), new MarketStates(grains),
            archive => new ClusterMarketLoader(
                grains, provider.GetRequiredService<ScanRequests>, archive, clock.Time,
                provider.GetRequiredService<ILogger<ClusterMarketLoader>>()),
            memory => new HistoryOwners(
                grains, memory, provider.GetRequiredService<ILocalSiloDetails>().SiloAddress, clock.Time,
                provider.GetRequiredService<ILogger<HistoryOwners>>()),
            provider.GetRequiredService<ILoggerFactory>());
    }

    private static RowMirrors OpenMirrors(IServiceProvider provider)
    {
        var cache = provider.GetRequiredService<SiloCache>();
        return new RowMirrors(cache.Held, cache.MaxMirrorBytes, provider.GetRequiredService<TimeProvider>());
    }

    private static ListingCache OpenListings(IServiceProvider provider)
    {
        var cache = provider.GetRequiredService<SiloCache>();
        return new ListingCache(
            cache.Source, new MarketStates(provider.GetRequiredService<IGrainFactory>()), cache.Counters,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ListingCache>>());
    }

    private static IWatches OpenWatches(IServiceProvider provider)
    {
        var (grains, methods) = (provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ScanMethods>());
        var engine = new ClusterEngine(
            grains, new ClusterEngineOptions { Methods = methods }, TimeProvider.System,
            provider.GetRequiredService<ILogger<ClusterEngine>>());
        var cache = provider.GetRequiredService<SiloCache>();
        var source = cache.Histories is HeldMarket held ? held.Family : cache.Source.Name;
        return new StoredWatches(new UserRecords(grains), engine, source, methods, provider.GetRequiredService<TimeProvider>());
    }

    private static GrainHistoryStores OpenStores(IServiceProvider provider) => new(
        provider.GetRequiredKeyedService<IGrainStorage>(HistoryStorage),
        PriceHistoryState.NameOf(provider.GetRequiredService<SiloCache>().Source.Name),
        provider.GetService<IStoreAvailability>(), provider.GetRequiredService<SiloCacheOptions>().WriteCapacity,
        provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GrainHistoryStores>>());

    private static MarketSurvey OpenSurvey(IServiceProvider provider) =>
        new(provider.GetRequiredService<SiloCache>().Market, provider.GetRequiredService<ListingCache>());
}
