using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;
using Technic.Core.Caching;
using Technic.Core.MarketData;
using Technic.Core.Scanning;
using Technic.EngineContract;
using Technic.Testing;

namespace Technic.Grains.Tests;

public sealed class ClusterEngineContract : EngineContract.EngineContract
{
    protected override async Task<IEngineUnderTest> StartAsync(ScriptedSource source, ManualTimeProvider time)
    {
        var underTest = new UnderTest(source, time);
        await underTest.BeginAsync();
        return underTest;
    }

    private sealed class UnderTest(ScriptedSource source, ManualTimeProvider time) : IEngineUnderTest
    {
        private readonly MemoryHistoryStore _store = new();
        private InProcessTestCluster _cluster = null!;

        public IScanEngine Engine { get; private set; } = null!;

        public async Task BeginAsync()
        {
            var builder = new InProcessTestClusterBuilder(2);
            builder.Options.ConfigureFileLogging = false;
            builder.ConfigureSilo((_, silo) =>
            {
                silo.Services.AddSingleton<TimeProvider>(time);
                silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
                silo.Services.AddSingleton<IGrainHistoryStoreFactory>(new Factory(_store));
                silo.AddTechnic(new SiloCacheOptions(new MemoryTierOptions(Jitter: 0)), _ => source);
            });
            _cluster = builder.Build();
            await _cluster.DeployAsync();
            Engine = new ClusterEngine(_cluster.Client, new ClusterEngineOptions(), TimeProvider.System, NullLogger<ClusterEngine>.Instance);
        }

        public async Task RestartAsync()
        {
            await _cluster.DisposeAsync();
            await BeginAsync();
        }

        public ValueTask DisposeAsync() => _cluster.DisposeAsync();
    }

    private sealed class Factory(MemoryHistoryStore store) : IGrainHistoryStoreFactory
    {
        public IGrainHistoryStore For(GrainId grain) => new Store(store);
    }

    private sealed class Store(MemoryHistoryStore store) : IGrainHistoryStore
    {
        public ValueTask<StoreRead> ReadAsync(PriceHistoryKey key, CancellationToken cancellationToken) => store.ReadAsync(key, cancellationToken);
        public ValueTask SaveAsync(PriceHistory history, CancellationToken cancellationToken) => store.SaveAsync(history, cancellationToken);
        public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
