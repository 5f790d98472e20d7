using Orleans.Configuration;
using Technic.Grains;
using Technic.Grains.Postgres;

namespace Technic.Front.Cluster;

/// <summary>Makes clients of the cluster. A client lives as long as its connection; after a loss a new one is made, which looks for silos anew.</summary>
internal sealed class ClusterClients(ClusterSettings settings, ILoggerFactory loggers)
{
    private readonly PostgresOptions _postgres = new() { ConnectionString = settings.Postgres ?? "" };

    /// <summary>A client that is not connected yet. Its start ends with an exception when no silo answers.</summary>
    public IHost Create()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(loggers);
        builder.UseOrleansClient(client =>
        {
            if (settings.Kind == ClusterKind.Localhost) client.UseLocalhostClustering(settings.GatewayPort, settings.ServiceId, settings.ClusterId);
            else client.AddTechnicPostgres(_postgres).Configure<ClusterOptions>(SetNames);
            // Silos come and go; those that came are to be used soon.
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
            // Whoever starts the client repeats it, and says meanwhile why it failed.
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(false));
        });
        return builder.Build();
    }

    /// <summary>Why a client did not connect, as one sentence for a person without secrets.</summary>
    public string Explain(Exception problem)
    {
        if (settings.Kind == ClusterKind.Localhost) return FormattableString.Invariant($"No silo answers on port {settings.GatewayPort} of this machine.");
        if (OfDriver(problem) is not { } driver) return $"No silo of cluster '{settings.ClusterId}' answers.";
        using var database = new PostgresDatabase(_postgres);
        return $"The cluster's silos cannot be looked up. {database.Explain(driver)}";
    }

    private void SetNames(ClusterOptions options) => (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceId);

    private static Exception? OfDriver(Exception? problem)
    {
        while (problem is not null and not System.Data.Common.DbException) problem = problem.InnerException;
        return problem;
    }
}
