using Npgsql;
using NpgsqlTypes;
using Technic.Cluster.Client;
using Technic.Core.Storage;

namespace Technic.Cluster.Postgres;

/// <summary>
/// The rows of grain states: the same rows that Orleans' ADO.NET provider reads and writes one by one, here many in one statement. What
/// fails is thrown as the driver throws it, except by <see cref="InfoAsync"/>.
/// </summary>
public sealed class GrainStateTable
{

    // Counting goes over the whole table, which nobody waits for in the middle of a scan.
    private static readonly TimeSpan InfoTimeout = TimeSpan.FromSeconds(30);

    private const string ReadSql =
        """
        SELECT grain_key, version, payload
        FROM technic_grain_state
        WHERE service_id = $1 AND state_name = $2 AND grain_key = ANY ($3) AND grain_n0 = 0 AND grain_n1 = 0
        """;

    // A first write stores version 1 and meets no version 0; a later one meets the version before its own, or writes a row that was deleted
    // anew.
    private const string WriteSql =
        """
        INSERT INTO technic_grain_state AS stored (service_id, state_name, grain_key, grain_n0, grain_n1, version, payload)
        SELECT $1, $2, w.grain_key, 0, 0, coalesce(w.version, 0) + 1, w.payload
        FROM unnest($3::text[], $4::integer[], $5::bytea[]) AS w (grain_key, version, payload)
        ON CONFLICT (grain_key, state_name, service_id, grain_n0, grain_n1) DO UPDATE
          SET payload = excluded.payload, version = excluded.version, written_at = now()
          WHERE stored.version = excluded.version - 1
        RETURNING grain_key, version
        """;

    private const string ClearSql =
        """
        UPDATE technic_grain_state SET payload = NULL, version = version + 1, written_at = now()
        WHERE service_id = $1 AND state_name = $2 AND grain_key = $3 AND grain_n0 = 0 AND grain_n1 = 0 AND version = $4
        RETURNING version
        """;

    private const string InfoSql =
        """
        SELECT count(*), coalesce(sum(bars), 0), coalesce(sum(octet_length(payload)), 0), count(*) FILTER (WHERE bars IS NULL),
          min(fetched_at), max(fetched_at)
        FROM technic_grain_state
        WHERE service_id = $1 AND state_name = $2 AND payload IS NOT NULL
        """;

    private readonly PostgresDatabase _database;
    private readonly string _service;
    private readonly int _writeTimeout;

    /// <param name="database">Where the rows are.</param>
    /// <param name="options">The limits.</param>
    /// <param name="service">The id of the service (not of the cluster): clusters of one service share their rows.</param>
    public GrainStateTable(PostgresDatabase database, PostgresOptions options, string service)
    {
        _database = database;
        _service = service;
        WriteLimit = options.WriteTimeout > database.CommandTimeout ? options.WriteTimeout : database.CommandTimeout;
        _writeTimeout = (int)Math.Ceiling(WriteLimit.TotalSeconds);
    }

    /// <summary>The longest a statement may take that writes.</summary>
    internal TimeSpan WriteLimit { get; }

    /// <summary>A stored row; without a payload it was cleared.</summary>
    internal readonly record struct Row(int Version, byte[]? Payload);

    /// <summary>A row to be stored: over the version that is known, or as the first one.</summary>
    internal readonly record struct Change(string Key, int? Version, byte[] Payload);

    /// <summary>Reads rows; keys without one are missing from the result.</summary>
    internal async Task<IReadOnlyDictionary<string, Row>> ReadAsync(string stateName, string[] keys, CancellationToken cancellationToken)
    {
        await using var command = Command(ReadSql, stateName);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys });
        var rows = new Dictionary<string, Row>(keys.Length, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(reader.GetString(0), new Row(reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2)));
        }
        return rows;
    }

    /// <summary>Writes rows, each if its version still holds.</summary>
    /// <param name="stateName">The name of the state.</param>
    /// <param name="changes">
    /// At most one a key, in the order of the keys: then silos whose batches overlap wait for each other and do not deadlock.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The new versions of the rows that were written; a key that is missing met another version.</returns>
    internal async Task<IReadOnlyDictionary<string, int>> WriteAsync(
        string stateName, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        await using var command = Command(WriteSql, stateName);
        command.CommandTimeout = _writeTimeout;
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. changes.Select(c => c.Key)] });
        command.Parameters.Add(new NpgsqlParameter<int?[]>
        {
            TypedValue = [.. changes.Select(c => c.Version)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
        });
        command.Parameters.Add(new NpgsqlParameter<byte[][]>
        {
            TypedValue = [.. changes.Select(c => c.Payload)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        });
        var versions = new Dictionary<string, int>(changes.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) versions.Add(reader.GetString(0), reader.GetInt32(1));
        return versions;
    }

    /// <summary>Empties a row if its version still holds.</summary>
    /// <returns>The row's new version; <c>null</c> when it met another one.</returns>
    internal async Task<int?> ClearAsync(string stateName, string key, int version, CancellationToken cancellationToken)
    {
        await using var command = Command(ClearSql, stateName);
        command.CommandTimeout = _writeTimeout;
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = version });
        return (int?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts what is stored. It goes over the whole table.</summary>
    /// <exception cref="HistoryStoreException">The database could not be asked; the message is one sentence.</exception>
    public async Task<GrainStateInfo> InfoAsync(string stateName, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.RunAsync(async () =>
            {
                await using var command = Command(InfoSql, stateName);
                command.CommandTimeout = (int)InfoTimeout.TotalSeconds;
                await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return new GrainStateInfo(
                    reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3),
                    reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                    reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5));
            }).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            throw new HistoryStoreException(PostgresProblem.Of(problem, _database).Sentence, problem);
        }
    }

    private NpgsqlCommand Command(string sql, string stateName)
    {
        var command = _database.Source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _service });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stateName });
        return command;
    }
}
