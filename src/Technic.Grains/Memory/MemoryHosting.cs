using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using Technic.Grains.Postgres;

namespace Technic.Grains.Memory;

/// <summary>Lets a silo do without a database.</summary>
public static class MemoryHosting
{
    // No silo fetches as many histories as would wait for memory.
    private const int WriteCapacity = 10_000;

    /// <summary>
    /// A silo that keeps grain state and price histories in the memory of its cluster, under the same names as in PostgreSQL. What it keeps is lost
    /// when its silos stop. How silos find each other is left to the caller.
    /// </summary>
    public static ISiloBuilder AddTechnicMemory(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<OrleansGrainStorageSerializer>();
        silo.Services.TryAddSingleton<PriceHistoryStateSerializer>();
        silo.Services.AddSingleton(services => new GrainHistoryStores(
            services.GetRequiredKeyedService<IGrainStorage>(PostgresHosting.HistoryStorage), breaker: null, WriteCapacity,
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<GrainHistoryStores>>()));
        silo.AddMemoryGrainStorageAsDefault();
        return silo.AddMemoryGrainStorage(PostgresHosting.HistoryStorage, (OptionsBuilder<MemoryGrainStorageOptions> storage) =>
            storage.Configure<PriceHistoryStateSerializer>((options, serializer) => options.GrainStorageSerializer = serializer));
    }
}
