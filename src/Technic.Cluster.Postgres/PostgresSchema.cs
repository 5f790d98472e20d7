using Microsoft.Extensions.Logging;
using Npgsql;
using Technic.Cluster.Client;
using Technic.Core.Storage;

namespace Technic.Cluster.Postgres;

/// <summary>
/// Brings the database to the schema of this version: numbered steps, each applied once, all in one transaction under an advisory lock, so
/// that silos may start together on an empty database. A schema that is up to date is only looked at, which needs no right to create
/// anything. A silo also works with a later schema that says that it is compatible with this version, and a step that is not compatible
/// with the silos that run waits until they have stopped: so silos are updated one after the other where that is possible, and nothing is
/// changed under silos that could not go on. The tables stand in the first schema of the connection's search path.
/// </summary>
public sealed partial class PostgresSchema(
    PostgresDatabase database, PostgresOptions options, TimeProvider time, ILogger<PostgresSchema> logger)
{
    private const string Tables = "OrleansQuery, technic_schema, technic_grain_state, technic_cluster, technic_member, technic_reminder";

    // Any number will do that nobody else in this database uses: "technic" in ASCII.
    private const long Lock = 0x74_65_63_68_6e_69_63;

    // Others may be at work on a large table under the lock.
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The version that brought the table of the members.</summary>
    private const int VersionOfMembers = 2;

    // A member that has not been seen for this long is gone, though a crash has left its row.
    private const string LivingSilos =
        """
        SELECT coalesce(string_agg(silo_name, ', ' ORDER BY silo_name), '') FROM technic_member
        WHERE status = 3 AND i_am_alive_at > now() - interval '1 minute'
        """;

    private readonly LogThrottle _throttle = new(time);
    private volatile bool _isReady;
    private volatile string? _waitingFor;

    /// <summary>The version of the schema that this process works with.</summary>
    public static int Version => SchemaMigration.All.Count;

    /// <summary>
    /// Whether the database has been found in order. It stays so when the database is lost later: that costs a tier, not the service.
    /// </summary>
    public bool IsReady => _isReady;

    /// <summary>Why the database is still waited for, one sentence; <c>null</c> when it is not.</summary>
    public string? WaitingFor => _isReady ? null : _waitingFor;

    /// <summary>The same as <see cref="ApplyAsync"/>, but waits for a server that is not there, saying so once a minute.</summary>
    /// <exception cref="PostgresSchemaException">Waiting would not help; the message says what would.</exception>
    public async Task WaitAndApplyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ApplyAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (PostgresSchemaException problem) when (problem.WaitingHelps)
            {
                _waitingFor = problem.Message;
                if (_throttle.TryPass(1, out _)) LogWaiting(problem.Message);
            }
            await Task.Delay(options.StartRetryDelay, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Applies the steps that are missing; does nothing when none is.</summary>
    /// <exception cref="PostgresSchemaException">
    /// The schema cannot be used; the message is one sentence that says why and what to do.
    /// </exception>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        // What a right is missing for decides what must be granted.
        var grant = $"GRANT CONNECT ON DATABASE {PostgresProblem.Quoted(database.Name)} TO {PostgresProblem.Quoted(database.User)}";
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            grant = $"GRANT SELECT, INSERT, UPDATE, DELETE ON {Tables} TO {PostgresProblem.Quoted(database.User)}";
            var found = await FindVersionAsync(connection, cancellationToken).ConfigureAwait(false);
            if (found < Version)
            {
                var schema = await ReadAsync<string>(
                    connection, "SELECT coalesce(current_schema(), 'public')", cancellationToken).ConfigureAwait(false);
                grant = $"GRANT USAGE, CREATE ON SCHEMA {PostgresProblem.Quoted(schema)} TO {PostgresProblem.Quoted(database.User)}";
                found = await MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
                LogApplied(database.Name, found, Version);
            }
            else if (!await HasRightsAsync(connection, cancellationToken).ConfigureAwait(false))
            {
                throw NotPermitted(grant);
            }
            _isReady = true;
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            var meaning = PostgresProblem.Of(problem, database);
            throw meaning.Failure == PostgresFailure.NotPermitted
                || problem is PostgresException { SqlState: PostgresErrorCodes.InvalidSchemaName }
                ? NotPermitted(grant)
                : new PostgresSchemaException(meaning.Sentence, meaning.Failure is PostgresFailure.Unreachable or PostgresFailure.Busy);
        }
    }

    /// <returns>The version that was there before.</returns>
    private async Task<int> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellationToken).ConfigureAwait(false);
        var found = await FindVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (found == 0)
        {
            await RefuseForeignTablesAsync(connection, cancellationToken).ConfigureAwait(false);
            await RunAsync(
                connection,
                "CREATE TABLE technic_schema "
                + "(version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
                cancellationToken).ConfigureAwait(false);
        }
        else if (found >= VersionOfMembers && SchemaMigration.All.Skip(found).Any(step => step.CompatibleSince > found))
            await RefuseUnderSilosAsync(connection, found, cancellationToken).ConfigureAwait(false);
        await RunAsync(
            connection, "ALTER TABLE technic_schema ADD COLUMN IF NOT EXISTS compatible_since integer",
            cancellationToken).ConfigureAwait(false);
        foreach (var step in SchemaMigration.All.Skip(found))
        {
            await RunAsync(connection, step.Sql, cancellationToken).ConfigureAwait(false);
            var values = $"({step.Version}, '{step.Name}', {step.CompatibleSince})";
            await RunAsync(
                connection, $"INSERT INTO technic_schema (version, name, compatible_since) VALUES {values}",
                cancellationToken).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>The version of the schema that is there, 0 for none.</summary>
    private async Task<int> FindVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connection, "technic_schema", cancellationToken).ConfigureAwait(false)) return 0;
        var found = await ReadAsync<int>(
            connection, "SELECT coalesce(max(version), 0) FROM technic_schema", cancellationToken).ConfigureAwait(false);
        if (found <= Version) return found;
        var since = await ReadAsync<int>(
            connection, $"SELECT coalesce(max(coalesce(compatible_since, version)), {found}) FROM technic_schema WHERE version > {Version}",
            cancellationToken).ConfigureAwait(false);
        return since <= Version ? found : throw new PostgresSchemaException(
            $"Database '{database.Name}' at {database.Server} has schema version {found}, made by a newer Technic "
            + $"for programs that know version {since}, and this one knows versions up to {Version}: "
            + "update this silo, or give it a database of its own.");
    }

    /// <summary>A silo that runs would fail with a schema that is not for it.</summary>
    private async Task RefuseUnderSilosAsync(NpgsqlConnection connection, int found, CancellationToken cancellationToken)
    {
        var silos = await ReadAsync<string>(connection, LivingSilos, cancellationToken).ConfigureAwait(false);
        if (silos.Length > 0)
        {
            throw new PostgresSchemaException(
                $"Silos of an earlier Technic ({silos}) use database '{database.Name}' at {database.Server} with schema "
                + $"version {found}, and this silo needs version {Version}, with which they cannot work: "
                + "stop all of them, then start this one. A silo that crashed counts for a minute.");
        }
    }

    private async Task RefuseForeignTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(connection, "orleansquery", cancellationToken).ConfigureAwait(false))
        {
            throw new PostgresSchemaException(
                $"Database '{database.Name}' at {database.Server} holds the tables of another Orleans application (OrleansQuery): "
                + "give Technic a database of its own, or a schema of its own by 'Search Path' in the connection string.");
        }
    }

    // Not to_regclass: it may answer from what this session knew before it waited for the lock.
    private static Task<bool> ExistsAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken) =>
        ReadAsync<bool>(
            connection,
            $"SELECT EXISTS (SELECT FROM pg_tables WHERE tablename = '{table}' AND schemaname = ANY (current_schemas(false)))",
            cancellationToken);

    private static Task<bool> HasRightsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => ReadAsync<bool>(
        connection,
        """
        SELECT has_table_privilege('OrleansQuery', 'SELECT') AND bool_and(has_table_privilege(t, r))
        FROM unnest(ARRAY['technic_grain_state', 'technic_cluster', 'technic_member', 'technic_reminder']) t,
          unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) r
        """,
        cancellationToken);

    private PostgresSchemaException NotPermitted(string grant) => new(
        $"User '{database.User}' lacks a right in database '{database.Name}' at {database.Server}; its owner must run: {grant};");

    private static async Task<T> ReadAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)MigrationTimeout.TotalSeconds };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the database before this silo joins its cluster. {Problem}")]
    private partial void LogWaiting(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The schema of database '{Database}' went from version {From} to {To}")]
    private partial void LogApplied(string database, int from, int to);
}
