using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using Technic.Cluster.Postgres;
using Technic.Testing;

namespace Technic.Cluster.Tests.Postgres;

public sealed class PostgresSchemaTests
{
    [Fact]
    public async Task An_empty_database_gets_the_schema_and_a_second_look_changes_nothing()
    {
        var connection = await NewDatabaseAsync();
        var first = await ApplyAsync(connection);
        var before = await PostgresServer.RunSqlAsync(
            connection, "SELECT string_agg(version || name || applied_at, ',' ORDER BY version) FROM technic_schema");

        var second = await ApplyAsync(connection);

        Assert.True(first.IsReady);
        Assert.True(second.IsReady);
        Assert.Equal(before, await PostgresServer.RunSqlAsync(
            connection, "SELECT string_agg(version || name || applied_at, ',' ORDER BY version) FROM technic_schema"));
        Assert.Equal((long)PostgresSchema.Version, await PostgresServer.RunSqlAsync(connection, "SELECT count(*) FROM technic_schema"));
    }

    [Fact]
    public async Task Eight_silos_that_start_together_on_an_empty_database_all_find_it_in_order()
    {
        var connection = await NewDatabaseAsync();

        var schemas = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ApplyAsync(connection))));

        Assert.All(schemas, schema => Assert.True(schema.IsReady));
        Assert.Equal((long)PostgresSchema.Version, await PostgresServer.RunSqlAsync(connection, "SELECT count(*) FROM technic_schema"));
    }

    [Fact]
    public async Task A_schema_that_is_behind_is_brought_forward_and_keeps_its_rows()
    {
        var connection = await NewDatabaseAsync();
        await ApplyAsync(connection);
        await PostgresServer.RunSqlAsync(connection, """
            DROP TABLE technic_member, technic_cluster, technic_reminder;
            DELETE FROM OrleansQuery WHERE QueryKey NOT LIKE '%Storage%';
            DELETE FROM technic_schema WHERE version >= 2;
            INSERT INTO technic_grain_state (service_id, state_name, grain_key, grain_n0, grain_n1, version, payload)
            VALUES ('s', 'x', 'k', 0, 0, 7, '\x01');
            """);

        await ApplyAsync(connection);

        Assert.Equal(PostgresSchema.Version, await PostgresServer.RunSqlAsync(connection, "SELECT max(version) FROM technic_schema"));
        Assert.Equal(7, await PostgresServer.RunSqlAsync(connection, "SELECT version FROM technic_grain_state"));
        Assert.Equal(20L, await PostgresServer.RunSqlAsync(connection, "SELECT count(*) FROM OrleansQuery"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_one_sentence_and_left_alone()
    {
        var connection = await NewDatabaseAsync();
        await ApplyAsync(connection);
        await PostgresServer.RunSqlAsync(connection, "INSERT INTO technic_schema (version, name) VALUES (99, 'tomorrow')");

        var problem = await Assert.ThrowsAsync<PostgresSchemaException>(() => ApplyAsync(connection));

        Assert.False(problem.WaitingHelps);
        Assert.Equal(
            $"Database '{NameOf(connection)}' at {ServerOf(connection)} has schema version 99, made by a newer Technic "
            + $"for programs that know version 99, and this one knows versions up to {PostgresSchema.Version}: "
            + "update this silo, or give it a database of its own.",
            problem.Message);
    }

    [Fact]
    public async Task A_newer_schema_that_is_compatible_with_this_version_is_used()
    {
        var connection = await NewDatabaseAsync();
        await ApplyAsync(connection);
        var values = $"(98, 'tomorrow', 1), (99, 'next week', {PostgresSchema.Version})";
        await PostgresServer.RunSqlAsync(connection, $"INSERT INTO technic_schema (version, name, compatible_since) VALUES {values}");

        Assert.True((await ApplyAsync(connection)).IsReady);

        await PostgresServer.RunSqlAsync(
            connection, $"UPDATE technic_schema SET compatible_since = {PostgresSchema.Version + 1} WHERE version = 98");
        var problem = await Assert.ThrowsAsync<PostgresSchemaException>(() => ApplyAsync(connection));
        Assert.Contains($"for programs that know version {PostgresSchema.Version + 1},", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_running_silos_cannot_work_with_waits_until_they_have_stopped()
    {
        var connection = await NewDatabaseAsync();
        const int Version010 = 3;
        await PostgresServer.RunSqlAsync(
            connection,
            "CREATE TABLE technic_schema (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
        foreach (var step in SchemaMigration.All.Take(Version010))
        {
            await PostgresServer.RunSqlAsync(connection, step.Sql);
            await PostgresServer.RunSqlAsync(
                connection, $"INSERT INTO technic_schema (version, name) VALUES ({step.Version}, '{step.Name}')");
        }
        await PostgresServer.RunSqlAsync(connection, """
            INSERT INTO technic_cluster (cluster_id) VALUES ('technic');
            INSERT INTO technic_member (cluster_id, address, port, generation, silo_name, host_name, status, start_time, i_am_alive_at)
            VALUES ('technic', '10.0.0.1', 1, 1, 'old-1', 'h', 3, now(), now()),
              ('technic', '10.0.0.2', 1, 1, 'dead', 'h', 6, now(), now());
            """);

        var problem = await Assert.ThrowsAsync<PostgresSchemaException>(() => ApplyAsync(connection));

        Assert.False(problem.WaitingHelps);
        Assert.Contains("Silos of an earlier Technic (old-1) use database", problem.Message, StringComparison.Ordinal);
        Assert.Equal(Version010, await PostgresServer.RunSqlAsync(connection, "SELECT max(version) FROM technic_schema"));

        // Stopped, or crashed a minute ago.
        await PostgresServer.RunSqlAsync(connection, "UPDATE technic_member SET i_am_alive_at = now() - interval '61 seconds'");
        Assert.True((await ApplyAsync(connection)).IsReady);
    }

    [Theory]
    [InlineData("-- compatible since 5\nALTER TABLE x", 5)]
    [InlineData("-- compatible since 7", 7)]
    [InlineData("-- Adds a column.\n-- compatible since 5", 7)]
    [InlineData("ALTER TABLE x", 7)]
    public void A_step_says_in_its_first_line_since_which_version_programs_work_with_it(string sql, int expected) =>
        Assert.Equal(expected, SchemaMigration.Of(7, "x", sql).CompatibleSince);

    [Theory]
    [InlineData("-- compatible since 8\nALTER TABLE x")]
    [InlineData("-- compatible since 0")]
    [InlineData("-- compatible since yesterday")]
    public void A_step_with_an_impossible_version_is_an_error_of_the_build(string sql) =>
        Assert.Throws<InvalidOperationException>(() => SchemaMigration.Of(7, "x", sql));

    [Fact]
    public async Task The_tables_of_another_Orleans_application_are_refused_and_left_alone()
    {
        var connection = await NewDatabaseAsync();
        await PostgresServer.RunSqlAsync(
            connection,
            "CREATE TABLE OrleansQuery (QueryKey varchar(64), QueryText varchar(8000)); "
            + "INSERT INTO OrleansQuery VALUES ('ReadFromStorageKey', 'theirs')");

        var problem = await Assert.ThrowsAsync<PostgresSchemaException>(() => ApplyAsync(connection));

        Assert.Contains("another Orleans application", problem.Message, StringComparison.Ordinal);
        Assert.Equal("theirs", await PostgresServer.RunSqlAsync(connection, "SELECT QueryText FROM OrleansQuery"));
        Assert.Equal(false, await PostgresServer.RunSqlAsync(connection, "SELECT to_regclass('technic_schema') IS NOT NULL"));
    }

    [Fact]
    public async Task A_schema_of_its_own_by_Search_Path_keeps_clear_of_the_others()
    {
        var connection = await NewDatabaseAsync();
        await PostgresServer.RunSqlAsync(connection, "CREATE TABLE OrleansQuery (QueryKey varchar(64)); CREATE SCHEMA ours");

        await ApplyAsync(connection + ";Search Path=ours");

        Assert.Equal(true, await PostgresServer.RunSqlAsync(connection, "SELECT to_regclass('ours.technic_grain_state') IS NOT NULL"));
    }

    [Fact]
    public async Task A_user_who_may_not_create_tables_is_told_the_grant_that_is_missing()
    {
        var (connection, user) = await NewUserAsync();

        var problem = await Assert.ThrowsAsync<PostgresSchemaException>(() => ApplyAsync(connection));

        Assert.False(problem.WaitingHelps);
        Assert.Equal(
            $"User '{user}' lacks a right in database '{NameOf(connection)}' at {ServerOf(connection)}; its owner must run: "
            + $"GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"{user}\";",
            problem.Message);
    }

    [Fact]
    public async Task A_user_who_may_not_touch_the_tables_is_told_the_grant_that_is_missing_and_the_grant_is_enough()
    {
        var (connection, user) = await NewUserAsync();
        await ApplyAsync(AsOwner(connection));

        var problem = await Assert.ThrowsAsync<PostgresSchemaException>(() => ApplyAsync(connection));
        Assert.Contains(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON OrleansQuery, technic_schema, technic_grain_state, technic_cluster, "
            + $"technic_member, technic_reminder TO \"{user}\";",
            problem.Message,
            StringComparison.Ordinal);

        await PostgresServer.RunSqlAsync(AsOwner(connection), $"GRANT SELECT ON technic_schema TO {user}");
        var next = await Assert.ThrowsAsync<PostgresSchemaException>(() => ApplyAsync(connection));
        Assert.Equal(problem.Message, next.Message);

        await PostgresServer.RunSqlAsync(
            AsOwner(connection), problem.Message[(problem.Message.IndexOf("run: ", StringComparison.Ordinal) + 5)..]);
        Assert.True((await ApplyAsync(connection)).IsReady);
    }

    [Fact]
    public async Task A_user_who_may_not_connect_is_told_the_grant_that_is_missing()
    {
        var (connection, user) = await NewUserAsync();
        await PostgresServer.RunSqlAsync(AsOwner(connection), $"REVOKE CONNECT ON DATABASE {NameOf(connection)} FROM PUBLIC");

        var problem = await Assert.ThrowsAsync<PostgresSchemaException>(() => ApplyAsync(connection));

        Assert.EndsWith(
            $"must run: GRANT CONNECT ON DATABASE \"{NameOf(connection)}\" TO \"{user}\";", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named_and_not_waited_for()
    {
        var connection = new NpgsqlConnectionStringBuilder(await NewDatabaseAsync()) { Database = "nowhere" }.ConnectionString;

        var problem = await Assert.ThrowsAsync<PostgresSchemaException>(
            () => new Bench(connection).Schema.WaitAndApplyAsync(CancellationToken.None));

        Assert.StartsWith(
            $"PostgreSQL at {ServerOf(connection)} has no database 'nowhere': create it with CREATE DATABASE \"nowhere\" OWNER ",
            problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_whom_nobody_knows_is_named_and_not_waited_for()
    {
        var connection = new NpgsqlConnectionStringBuilder(await NewDatabaseAsync())
        {
            Username = "nobody",
            Password = "hunter2",
        }.ConnectionString;

        var problem = await Assert.ThrowsAsync<PostgresSchemaException>(
            () => new Bench(connection).Schema.WaitAndApplyAsync(CancellationToken.None));

        Assert.Contains("does not let user 'nobody' into database", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_that_is_not_there_is_waited_for_with_one_sentence_a_minute_and_without_readiness()
    {
        Skip.IfNot(PostgresServer.IsInstalled, PostgresServer.NoPrivateServer);
        await using var server = await PostgresServer.StartPrivateAsync();
        var connection = await server.CreateDatabaseAsync(password: "hunter2", isPatient: false);
        await server.StopAsync();
        await using var bench = new Bench(connection);

        var waiting = bench.Schema.WaitAndApplyAsync(CancellationToken.None);
        for (var attempt = 0; attempt < 90; attempt++)
        {
            await bench.Time.WaitForTimerAsync(bench.Options.StartRetryDelay);
            bench.Time.Advance(bench.Options.StartRetryDelay);
        }

        Assert.False(bench.Schema.IsReady);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(2, bench.SchemaLog.Messages.Count);
        Assert.All(bench.SchemaLog.Messages, message => Assert.Equal(
            (LogLevel.Warning, "Waiting for the database before this silo joins its cluster. "
                + $"PostgreSQL is not reachable: nothing listens at {ServerOf(connection)}."),
            message));

        await server.StartAsync();
        await bench.Time.AdvanceUntilAsync(waiting, bench.Options.StartRetryDelay);
        await waiting;
        Assert.True(bench.Schema.IsReady);
        Assert.DoesNotContain(bench.SchemaLog.Messages, message => message.Text.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Waiting_for_a_server_ends_when_it_is_cancelled()
    {
        await using var bench = new Bench($"Host=127.0.0.1;Port={FreePort()};Database=d;Username=u;Password=hunter2");
        using var cancellation = new CancellationTokenSource();

        var waiting = bench.Schema.WaitAndApplyAsync(cancellation.Token);
        await bench.Time.WaitForTimerAsync(bench.Options.StartRetryDelay);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static async Task<string> NewDatabaseAsync() => await (await PostgresServer.GetAsync()).CreateDatabaseAsync();

    private static async Task<PostgresSchema> ApplyAsync(string connection)
    {
        await using var bench = new Bench(connection);
        await bench.Schema.ApplyAsync(CancellationToken.None);
        return bench.Schema;
    }

    private static readonly ConcurrentDictionary<string, string> Owners = new();

    /// <summary>A new database, and a user who may connect to it and nothing else.</summary>
    private static async Task<(string Connection, string User)> NewUserAsync()
    {
        var owner = await NewDatabaseAsync();
        await PostgresServer.RunSqlAsync(owner, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        var connection = await (await PostgresServer.GetAsync()).CreateUserAsync(owner, password: "hunter2");
        Owners[connection] = owner;
        return (connection, new NpgsqlConnectionStringBuilder(connection).Username!);
    }

    private static string AsOwner(string connection) => Owners[connection];

    private static string NameOf(string connection) => new NpgsqlConnectionStringBuilder(connection).Database!;

    private static string ServerOf(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection);
        return $"{builder.Host}:{builder.Port}";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
