using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IMarketBookGrain"/>
[Reentrant]
internal sealed class MarketBookGrain(
    SiloCache cache, [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage,
    ILogger<MarketBookGrain> logger)
    : MarketDocumentGrain, IMarketBookGrain
{
    private SoftState? _state;

    protected override SoftState State =>
        _state ??= new SoftState($"market-book/{cache.Source.Name}", this, storage, DocumentState.Later, cache.Clock.Time, logger);

    protected override HeldBytes Held => cache.Held;
}
