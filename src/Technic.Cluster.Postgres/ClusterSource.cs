using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Technic.Cluster.Client;

namespace Technic.Cluster.Postgres;

/// <summary>
/// The price source as a part of a cluster's identity. A silo enters its source before it joins; while silos of the cluster are alive, one
/// with another source does not start, because a part of every scan would have the prices of another market.
/// </summary>
/// <param name="database">The database of the members.</param>
/// <param name="cluster">The name of the cluster.</param>
/// <param name="source">The name of this silo's source, with everything that decides its prices, e.g. <c>synthetic-42</c>.</param>
public sealed class ClusterSource(PostgresDatabase database, IOptions<ClusterOptions> cluster, string source)
{
    // A member that has not been seen for this long is gone, though a crash has left its row.
    private const string Sql =
        """
        INSERT INTO technic_cluster AS known (cluster_id, source) VALUES ($1, $2)
        ON CONFLICT (cluster_id) DO UPDATE SET source = excluded.source
          WHERE known.source IS NULL OR known.source = excluded.source OR NOT EXISTS (
            SELECT FROM technic_member m WHERE m.cluster_id = $1 AND m.status = 3 AND m.i_am_alive_at > now() - interval '1 minute')
        RETURNING true
        """;

    /// <summary>Enters this silo's source, or finds out that the cluster has another one.</summary>
    /// <exception cref="PostgresSchemaException">The cluster has another source; the message names both.</exception>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await database.RunAsync(() => EnterAsync(cancellationToken)).ConfigureAwait(false)) return;
            var theirs = await database.RunAsync(() => ReadAsync(cancellationToken)).ConfigureAwait(false);
            throw new PostgresSchemaException(
                $"The silos of cluster '{cluster.Value.ClusterId}' have the price source '{theirs}', and this silo has '{source}'. "
                + "Use the same source settings for all silos, or another Technic:ClusterId.");
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            throw new PostgresSchemaException(PostgresProblem.Of(problem, database).Sentence);
        }
    }

    private async Task<bool> EnterAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ClusterId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("SELECT source FROM technic_cluster WHERE cluster_id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ClusterId });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string ?? "none";
    }
}
