using Orleans.Configuration;
using Technic.Cluster.Client;
using Technic.Core.Scans;

namespace Technic.Front.Cluster;

/// <summary>Creates cluster clients. Each connection has its own client, so that a new connection discovers the silos again.</summary>
/// <param name="settings">The cluster.</param>
/// <param name="methods">The functions and the score of the front.</param>
/// <param name="loggers">The log.</param>
internal sealed class ClusterClients(ClusterSettings settings, ScanMethods methods, ILoggerFactory loggers)
{
    private readonly PostgresOptions _postgres = new() { ConnectionString = settings.Postgres ?? "" };

    /// <summary>What the engine of each client has.</summary>
    public ClusterEngineOptions EngineOptions { get; } = new() { Methods = methods };

    /// <summary>Creates a disconnected client. Starting it throws if no silo responds.</summary>
    public IHost Create()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(loggers).AddSingleton(methods);
        builder.UseOrleansClient(client =>
        {
            if (settings.Kind == ClusterKind.Localhost)
                client.UseLocalhostClustering(settings.GatewayPort, settings.ServiceId, settings.ClusterId);
            else client.AddTechnicPostgres(_postgres).Configure<ClusterOptions>(SetNames);
            client.AddActivityPropagation();
            settings.Tls?.Use(client);
            // Discovers new silos quickly.
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
            // No retries: ClusterConnection retries and reports the error.
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(false));
        });
        return builder.Build();
    }

    /// <summary>Returns the reason of a failed connection as a message without secrets.</summary>
    public string Explain(Exception problem)
    {
        if (settings.Kind == ClusterKind.Localhost)
            return FormattableString.Invariant($"No silo responds on port {settings.GatewayPort} of this machine.");
        if (DatabaseError(problem) is not { } driver) return $"No silo of cluster '{settings.ClusterId}' responds.";
        using var database = new PostgresDatabase(_postgres);
        return $"Cannot discover the silos of the cluster. {database.Explain(driver)}";
    }

    private void SetNames(ClusterOptions options) => (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceId);

    private static Exception? DatabaseError(Exception? problem)
    {
        while (problem is not null and not System.Data.Common.DbException) problem = problem.InnerException;
        return problem;
    }
}
