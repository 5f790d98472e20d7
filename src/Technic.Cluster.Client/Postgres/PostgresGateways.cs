using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Technic.Cluster.Client;

/// <summary>The gateways of the active silos, from the cluster's table of members.</summary>
internal sealed class PostgresGateways(
    PostgresDatabase database, IOptions<ClusterOptions> cluster, IOptions<GatewayOptions> gateways) : IGatewayListProvider
{
    private const string Sql =
        "SELECT address, proxy_port, generation FROM technic_member WHERE cluster_id = $1 AND status = $2 AND proxy_port > 0";

    public TimeSpan MaxStaleness => gateways.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    /// <exception cref="NpgsqlException">The database does not respond, or no silo has ever started.</exception>
    public Task<IList<Uri>> GetGateways() => database.RunAsync(async Task<IList<Uri>> () =>
    {
        await using var command = database.Source.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ClusterId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)SiloStatus.Active });
        var found = new List<Uri>();
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            var endpoint = new IPEndPoint(IPAddress.Parse(reader.GetString(0)), reader.GetInt32(1));
            found.Add(SiloAddress.New(endpoint, reader.GetInt32(2)).ToGatewayUri());
        }
        return found;
    });
}
