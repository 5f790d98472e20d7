using Orleans.Dashboard;
using Technic.Web.Security;

namespace Technic.Front.Cluster;

/// <summary>
/// The dashboard of Orleans at <c>/dashboard</c>, for the role operate. The silos must collect its data (<c>Technic:Dashboard</c>).
/// </summary>
internal static class ClusterDashboard
{
    private const string Path = "/dashboard";

    /// <summary>Adds the services. The dashboard uses the current connection to the cluster, so it works again after a new one.</summary>
    public static void AddClusterDashboard(this WebApplicationBuilder builder)
    {
        var first = builder.Services.Count;
        new Services(builder).AddDashboard(dashboard => dashboard.HideTrace = true);
        for (var i = first; i < builder.Services.Count; i++)
        {
            // Its client keeps the grains that it gets at first, i.e. those of one connection.
            if (builder.Services[i] is { Lifetime: ServiceLifetime.Singleton, ImplementationType.Name: "DashboardClient" } client)
                builder.Services[i] = new ServiceDescriptor(client.ServiceType, client.ImplementationType!, ServiceLifetime.Scoped);
        }
        builder.Services.AddScoped(services => services.GetRequiredService<ClusterConnection>().Session.Grains);
    }

    public static void MapClusterDashboard(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapOrleansDashboard(Path).ForOperators().ExcludeFromDescription();

    /// <summary>The services of the front as those of a client, which the dashboard expects.</summary>
    private sealed class Services(WebApplicationBuilder builder) : IClientBuilder
    {
        IServiceCollection IClientBuilder.Services => builder.Services;

        IConfiguration IClientBuilder.Configuration => builder.Configuration;
    }
}
