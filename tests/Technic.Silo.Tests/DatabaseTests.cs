using System.Net;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Silo.Tests;

/// <summary>A silo and its PostgreSQL.</summary>
public sealed class DatabaseTests
{
    private const int Symbols = 200;

    [Fact]
    public async Task A_silo_waits_for_an_unavailable_database_and_reports_it()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        var database = await server.CreateDatabaseAsync();
        await server.StopAsync();
        await using var silo = RunningSilo.Start(With(database), "Cluster=postgres", "Source=synthetic");

        var sentence = await silo.WaitUntilAsync((_, sentence) => sentence.Contains("PostgreSQL", StringComparison.Ordinal));
        var (live, _) = await silo.CallAsync("/health/live");
        var (ready, _) = await silo.CallAsync("/health/ready");
        await server.StartAsync();
        await silo.WaitUntilReadyAsync();

        Assert.Equal($"PostgreSQL is not reachable: nothing listens at 127.0.0.1:{server.Port}.", sentence);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (live, ready));
    }

    [Fact]
    public async Task A_silo_that_waits_for_its_database_can_be_stopped()
    {
        var nobody = RunningSilo.FreePort();
        await using var silo = RunningSilo.Start(
            With($"Host=127.0.0.1;Port={nobody};Database=technic;Username=technic"), "Cluster=postgres", "Source=synthetic");
        await silo.WaitUntilAsync((_, sentence) => sentence.Contains("nothing listens", StringComparison.Ordinal));

        silo.Terminate();

        Assert.Equal(0, await silo.WaitForExitAsync());
        Assert.DoesNotContain("   at ", silo.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permanent_database_error_stops_the_silo_with_one_message()
    {
        var server = await PostgresServer.GetAsync();
        var database = (await server.CreateDatabaseAsync()).Replace("technic_test_", "missing_", StringComparison.Ordinal);
        await using var silo = RunningSilo.Start(With(database), "Cluster=postgres", "Source=synthetic");

        Assert.Equal(1, await silo.WaitForExitAsync());
        Assert.Matches("^PostgreSQL at .* has no database 'missing_.*': create it with CREATE DATABASE .*\\.$", silo.Errors);
        Assert.DoesNotContain("   at ", silo.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_flushes_pending_writes_on_shutdown()
    {
        var server = await PostgresServer.GetAsync();
        var database = await server.CreateDatabaseAsync();
        await using (var silo = RunningSilo.Start(With(database), "Cluster=postgres", "Source=synthetic", $"SyntheticSymbols={Symbols}"))
        {
            await silo.WaitUntilReadyAsync();
            Assert.Equal(Symbols, (await ScanAsync(silo, database)).Tiers.Provider);
            silo.Terminate();
            Assert.Equal(0, await silo.WaitForExitAsync());
        }

        await using var next = RunningSilo.Start(With(database), "Cluster=postgres", "Source=synthetic", $"SyntheticSymbols={Symbols}");
        await next.WaitUntilReadyAsync();

        Assert.Equal(new TierCounts(0, Symbols, 0), (await ScanAsync(next, database)).Tiers);
    }

    [Fact]
    public async Task Price_histories_of_different_sources_are_separate()
    {
        var server = await PostgresServer.GetAsync();
        var database = await server.CreateDatabaseAsync();
        foreach (var seed in (string[])["Seed=1", "Seed=2"])
        {
            await using var silo = RunningSilo.Start(
                With(database), "Cluster=postgres", "Source=synthetic", $"SyntheticSymbols={Symbols}", seed);
            await silo.WaitUntilReadyAsync();

            Assert.Equal(new TierCounts(0, 0, Symbols), (await ScanAsync(silo, database)).Tiers);
            silo.Terminate();
            await silo.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task A_silo_with_another_source_does_not_join()
    {
        var database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        await using var first = RunningSilo.Start(With(database), "Cluster=postgres", "Source=synthetic", "Seed=1");
        await first.WaitUntilReadyAsync();

        await using var other = RunningSilo.Start(With(database), "Cluster=postgres", "Source=synthetic", "Seed=2");
        var exit = await other.WaitForExitAsync();
        await using var same = RunningSilo.Start(With(database), "Cluster=postgres", "Source=synthetic", "Seed=1");
        await same.WaitUntilReadyAsync();

        Assert.Equal(1, exit);
        Assert.Equal(
            "The silos of cluster 'technic' have the price source 'synthetic-1', and this silo has 'synthetic-2'. "
            + "Use the same source settings for all silos, or another Technic:ClusterId.",
            other.Errors);
    }

    [Fact]
    public async Task A_silo_stops_in_time_although_its_database_hangs()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var silo = RunningSilo.Start(
            With(await server.CreateDatabaseAsync(isPatient: false)), "Cluster=postgres", "Source=synthetic", "ShutdownSeconds=5");
        await silo.WaitUntilReadyAsync();
        server.Suspend();
        try
        {
            var started = TimeProvider.System.GetTimestamp();
            silo.Terminate();
            await silo.WaitForExitAsync();

            // Without a limit it takes two minutes.
            Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        }
        finally
        {
            server.Resume();
        }
    }

    [Fact]
    public async Task No_log_level_logs_passwords_or_API_keys()
    {
        var server = await PostgresServer.GetAsync();
        var database = await server.CreateDatabaseAsync(password: "s3cretPassword");
        await using var polygon = await FakePolygonServer.StartAsync(
            await FakeMarket.SyntheticAsync(5, new DateOnly(2024, 1, 1), new DateOnly(2026, 1, 30)),
            new FakePolygonOptions { Key = "s3cretKey" });
        var environment = With(database);
        environment["POLYGON_API_KEY"] = "s3cretKey";
        environment["Logging__LogLevel__Default"] = "Trace";
        environment["Logging__LogLevel__Technic"] = "Trace";
        await using var silo = RunningSilo.Start(
            environment, "Cluster=postgres", "LogLevel=trace", "Rate=0", $"PolygonUrl={polygon.BaseAddress}");
        await silo.WaitUntilReadyAsync();

        var summary = await ScanAsync(silo, database);
        silo.Terminate();
        await silo.WaitForExitAsync();

        Assert.Equal(5, summary.Requested);
        Assert.True(silo.Output.Count > 100, "So much is logged that the silence means something.");
        Assert.DoesNotContain("s3cretPassword", silo.All, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cretKey", silo.All, StringComparison.OrdinalIgnoreCase);
    }

    private static Dictionary<string, string> With(string database) => new() { ["TECHNIC_POSTGRES"] = database };

    private static async Task<ScanSummary> ScanAsync(RunningSilo silo, string database)
    {
        using var client = await silo.ConnectAsync(database);
        var request = new ScanRequest { MinPrice = 0, MinDollarVolume = 0, MinBars = 1, Top = 0 };
        return (await RunningSilo.EngineOf(client).ScanToEndAsync(request, default)).Summary;
    }
}
