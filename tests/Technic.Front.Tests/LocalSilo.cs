using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Dashboard;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.Core.Provider;
using Technic.Core.Scans;

namespace Technic.Front.Tests;

/// <summary>
/// One silo on localhost, like <c>--Technic:Cluster=localhost</c>, that can be killed and restarted on the same ports.
/// </summary>
internal sealed class LocalSilo(IPriceSource source, bool hasDashboard = false, ScanMethods? methods = null) : IAsyncDisposable
{
    private readonly int _siloPort = Ports.Free();
    private IHost? _host;

    public int GatewayPort { get; } = Ports.Free();

    public async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(_siloPort, GatewayPort, primarySiloEndpoint: null, "technic/scripted", ClusterSettings.DefaultId)
                .AddTechnic(new SiloCacheOptions(), _ => source)
                .AddTechnicMemoryStore();
            if (methods is not null) silo.Services.AddSingleton(methods);
            if (hasDashboard) silo.AddDashboard();
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    /// <summary>Kills the silo.</summary>
    public async Task KillAsync()
    {
        await _host!.StopAsync(new CancellationToken(canceled: true));
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        _host = null;
    }
}
