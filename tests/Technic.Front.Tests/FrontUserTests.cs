using System.Diagnostics;
using System.Net;
using Npgsql;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;
using Technic.Web.Client;

namespace Technic.Front.Tests;

/// <summary>The front with the database user that <c>compose/postgres/front-user.sql</c> creates.</summary>
public sealed class FrontUserTests
{
    private const string Password = "it's \"quoted\" \\ $1";

    private static readonly ScanRequest Request = new()
    {
        Universe = new Universe([new Listing(Symbol.Parse("AAA"), "Company A"), new Listing(Symbol.Parse("BBB"), "Company B")]),
        Top = 0, MinDollarVolume = 0,
    };

    [Fact]
    public async Task The_front_works_with_a_user_that_can_only_read_the_members()
    {
        var owner = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        using var silo = await PostgresSilo.StartAsync(owner, new ScriptedSource(TimeProvider.System));
        var user = await CreateUserAsync(owner);
        await using var front = await FrontUnderTest.StartAsync("--Technic:Cluster=postgres", $"--Technic:Postgres={user}");
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        using var engine = new ServerEngine(front.Address, TimeProvider.System);

        Assert.Equal(2, (await engine.ScanToEndAsync(Request, default)).Rows.Count);
        await silo.StopAsync();
    }

    [Theory]
    [InlineData("SELECT count(*) FROM technic_grain_state")]
    [InlineData("INSERT INTO technic_grain_state (service_id, state_name, grain_key, grain_n0, grain_n1, version, payload) "
        + "VALUES ('technic', 'histories', 'AAPL_90_daily', 0, 0, 1, '')")]
    [InlineData("UPDATE technic_grain_state SET payload = ''")]
    [InlineData("DELETE FROM technic_grain_state")]
    [InlineData("TRUNCATE technic_grain_state")]
    [InlineData("UPDATE technic_member SET status = 6")]
    [InlineData("DELETE FROM technic_member")]
    [InlineData("INSERT INTO technic_cluster (cluster_id, version) VALUES ('other', 0)")]
    [InlineData("UPDATE OrleansQuery SET QueryText = 'SELECT 1'")]
    [InlineData("DROP TABLE technic_member")]
    [InlineData("CREATE TABLE technic_other (id integer)")]
    [InlineData("CREATE ROLE technic_other")]
    public async Task The_user_of_the_front_cannot(string statement)
    {
        var owner = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        using var silo = await PostgresSilo.StartAsync(owner, new ScriptedSource(TimeProvider.System));
        await silo.StopAsync();
        var user = await CreateUserAsync(owner);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => PostgresServer.RunSqlAsync(user, statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    /// <summary>Runs the script twice, as an upgrade does, and returns the connection string of its user.</summary>
    private static async Task<string> CreateUserAsync(string owner)
    {
        var connection = new NpgsqlConnectionStringBuilder(owner);
        var user = $"{connection.Database}_front";
        for (var i = 0; i < 2; i++)
        {
            var start = new ProcessStartInfo("psql") { RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (var argument in (string[])[
                "--no-psqlrc", "-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, "-d", connection.Database!,
                "-v", "ON_ERROR_STOP=1", "-v", $"user={user}", "-v", $"password={Password}",
                "-f", Checkout.Find("compose", "postgres", "front-user.sql")])
                start.ArgumentList.Add(argument);
            if (connection.Password is { } password) start.Environment["PGPASSWORD"] = password;
            using var psql = Process.Start(start)!;
            var error = await psql.StandardError.ReadToEndAsync();
            await psql.WaitForExitAsync();
            Assert.True(psql.ExitCode == 0, error);
        }
        connection.Username = user;
        connection.Password = Password;
        return connection.ConnectionString;
    }
}
