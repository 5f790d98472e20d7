using Microsoft.Extensions.Time.Testing;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>What the cluster counts, and what it leaves behind.</summary>
public sealed class StatisticsTests
{
    private const int Symbols = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static ScanRequest Request { get; } = new()
    {
        Universe = new Universe([.. Enumerable.Range(0, Symbols).Select(i => new Listing(Symbol.Parse($"S{i:D4}")))]),
        Top = 0,
        MinDollarVolume = 0,
    };

    [Fact]
    public async Task A_silo_that_went_a_day_ago_is_forgotten_and_its_totals_are_not()
    {
        var time = new FakeTimeProvider(Clocks.WednesdayEvening);
        await using var cluster = await ClusterUnderTest.StartAsync(
            new ScriptedSource(time), time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync());
        await cluster.Client.ScanToEndAsync(Request, default);
        await cluster.Client.GetReportAsync(default);
        await cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos[1]);
        var gone = await cluster.Client.GetReportAsync(default);

        time.Advance(TimeSpan.FromHours(25));
        var later = await cluster.Client.GetReportAsync(default);

        Assert.Equal((1, 1, Symbols), (gone.Living.Length, gone.Dead.Length, gone.Total().Misses));
        Assert.Equal((1, 0, Symbols), (later.Living.Length, later.Dead.Length, later.Total().Misses));
    }

    [Fact]
    public async Task A_scan_leaves_no_activation_of_its_own()
    {
        var time = new FakeTimeProvider(Clocks.WednesdayEvening);
        await using var cluster = await ClusterUnderTest.StartAsync(
            new ScriptedSource(time), time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync());
        for (var i = 0; i < 5; i++) await cluster.Client.ScanToEndAsync(Request, default);

        time.Advance(TimeSpan.FromSeconds(10));
        var started = TimeProvider.System.GetTimestamp();
        while (await ScansAsync() is > 0 and var left)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"There are {left} activations of scans that have ended.");
            await Task.Delay(50);
        }

        async Task<int> ScansAsync() => (await cluster.Cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
            .Where(type => type.GrainType.Contains(".ScanGrain", StringComparison.Ordinal)).Sum(type => type.ActivationCount);
    }

    [SkippableFact]
    public async Task A_database_that_hangs_costs_the_statistics_nothing()
    {
        Skip.IfNot(PostgresServer.IsInstalled, PostgresServer.NoPrivateServer);
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var cluster = await ClusterUnderTest.StartAsync(
            new ScriptedSource(TimeProvider.System), TimeProvider.System, await server.CreateDatabaseAsync(isPatient: false));
        await cluster.Client.ScanToEndAsync(Request, default);
        server.Suspend();
        try
        {
            var started = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < 40; i++) Assert.Equal(Symbols, (await cluster.Client.GetReportAsync(default)).Total().Misses);

            // Waiting for the database takes half a second or more a call.
            Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        }
        finally
        {
            server.Resume();
        }
    }
}
