using System.Net;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.Cluster.Postgres;
using Technic.Core.Provider;

namespace Technic.Front.Tests;

/// <summary>A silo with PostgreSQL discovery, on new ports.</summary>
internal static class PostgresSilo
{
    public static async Task<IHost> StartAsync(string connection, IPriceSource source)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (ClusterSettings.DefaultId, "technic/scripted"))
            .ConfigureEndpoints(IPAddress.Loopback, Ports.Free(), Ports.Free())
            .AddTechnicPostgres(new PostgresOptions { ConnectionString = connection }, "test")
            .AddBatchingPostgresStorage(TechnicSilo.HistoryStorage)
            .AddTechnic(new SiloCacheOptions(), _ => source));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
