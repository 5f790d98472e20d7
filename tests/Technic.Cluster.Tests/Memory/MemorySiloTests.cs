using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Technic.Cluster.Grains;
using Technic.Core.Histories;
using Technic.Core.Storage;
using Technic.Testing;

using Technic.Cluster.Tests.Postgres;

namespace Technic.Cluster.Tests.Memory;

public sealed class MemorySiloTests
{
    [Fact]
    public async Task A_silo_without_a_database_keeps_histories_by_the_same_rules()
    {
        const string Key = "AAPL_90_daily";
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), FreePort())
            .AddTechnicMemoryStore()
            .AddTechnic(new SiloCacheOptions(), _ => new ScriptedSource(TimeProvider.System)));
        using var host = builder.Build();
        await host.StartAsync();
        var stores = host.Services.GetRequiredService<GrainHistoryStores>();
        var (mine, theirs) = (stores.Open(Bench.Grain(Key)), stores.Open(Bench.Grain(Key)));
        Assert.Equal(StoreOutcome.Missing, (await ReadAsync(mine)).Outcome);
        Assert.Equal(StoreOutcome.Missing, (await ReadAsync(theirs)).Outcome);

        await SaveAsync(theirs, Bench.History(Key, bars: 1));
        await SaveAsync(mine, Bench.History(Key, bars: 2));

        Assert.Equal((2L, 0L), (stores.Written, stores.Failed));
        Assert.Equal(1, (await ReadAsync(stores.Open(Bench.Grain(Key)))).History!.Bars.Count);
        await host.StopAsync();

        static ValueTask<StoreRead> ReadAsync(GrainHistoryStore store) =>
            store.ReadAsync(PriceHistoryKey.Parse(Key), CancellationToken.None);
    }

    [Fact]
    public async Task A_silo_without_a_database_keeps_documents_and_one_that_is_gone_makes_them_unavailable()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), FreePort())
            .AddTechnicMemoryStore()
            .AddTechnic(new SiloCacheOptions(), _ => new ScriptedSource(TimeProvider.System)));
        using var host = builder.Build();
        await host.StartAsync();
        var documents = new MarketStates(host.Services.GetRequiredService<IGrainFactory>());

        Assert.Equal(DocumentRead.Missing, await documents.ReadDocumentAsync("splits", default));
        await documents.WriteDocumentAsync("splits", new StoredDocument(new byte[] { 7 }, Clocks.WednesdayEvening), default);
        Assert.Equal(7, (await documents.ReadDocumentAsync("splits", default)).Document!.Payload.Span[0]);
        await documents.DeleteDocumentAsync("splits", default);
        await documents.DeleteDocumentAsync("never there", default);
        Assert.Equal(DocumentRead.Missing, await documents.ReadDocumentAsync("splits", default));
        await host.StopAsync();

        Assert.Equal(DocumentRead.Unavailable, await documents.ReadDocumentAsync("splits", default));
        Assert.Null(await documents.ListDocumentsAsync("", default));
        await Assert.ThrowsAsync<HistoryStoreException>(async () => await documents.DeleteDocumentAsync("splits", default));
    }

    private static async Task SaveAsync(GrainHistoryStore store, PriceHistory history)
    {
        await store.SaveAsync(history, CancellationToken.None);
        await store.FlushAsync(CancellationToken.None);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
