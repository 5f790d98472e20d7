using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Messaging;

namespace Technic.Cluster.Client;

/// <summary>Reaches a cluster by its database.</summary>
public static class PostgresClient
{
    /// <summary>
    /// A client that finds its silos in PostgreSQL. It needs the right to read <c>technic_member</c>, and creates nothing.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The settings are invalid; the message contains the reason and nothing of the connection string.
    /// </exception>
    public static IClientBuilder AddTechnicPostgres(this IClientBuilder client, PostgresOptions options)
    {
        client.Services.AddPostgresDatabase(options);
        client.Services.AddSingleton<IGatewayListProvider, PostgresGateways>();
        return client;
    }

    /// <summary>Adds the pool of connections.</summary>
    /// <exception cref="ArgumentException">
    /// The settings are invalid; the message contains the reason and nothing of the connection string.
    /// </exception>
    public static IServiceCollection AddPostgresDatabase(this IServiceCollection services, PostgresOptions options)
    {
        if (options.Validate() is [var error, ..]) throw new ArgumentException(error, nameof(options));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<PostgresDatabase>();
        return services;
    }
}
