using Microsoft.Extensions.Time.Testing;
using Technic.Core.Provider;
using Technic.EngineContract;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>The engine contract on engine 2: two silos, and real PostgreSQL behind them.</summary>
public sealed class ClusterEngineContract : EngineContract.EngineContract
{
    protected override async Task<IEngineUnderTest> StartAsync(ScriptedSource source, FakeTimeProvider time) =>
        await ClusterUnderTest.StartAsync(source, time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync());
}

/// <summary>The contract of whole-market days on engine 2.</summary>
public sealed class ClusterWholeMarketContract : WholeMarketContract
{
    protected override async Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        await ClusterUnderTest.StartAsync(source, time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync());
}

/// <summary>The contract of what is complete, final and current on engine 2.</summary>
public sealed class ClusterCoverageContract : CoverageContract
{
    protected override async Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        await ClusterUnderTest.StartAsync(source, time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync());
}

/// <summary>The contract of studies on one silo.</summary>
public sealed class OneSiloStudyContract : StudyContract
{
    protected override async Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        await ClusterUnderTest.StartAsync(source, time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos: 1);
}

/// <summary>The contract of studies on three silos.</summary>
public sealed class ThreeSilosStudyContract : StudyContract
{
    protected override async Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        await ClusterUnderTest.StartAsync(source, time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos: 3);
}

/// <summary>The contract of lists and watches on one silo.</summary>
public sealed class OneSiloWatchContract : WatchContract
{
    protected override async Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        await ClusterUnderTest.StartAsync(source, time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos: 1);
}

/// <summary>The contract of lists and watches on three silos.</summary>
public sealed class ThreeSilosWatchContract : WatchContract
{
    protected override async Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        await ClusterUnderTest.StartAsync(source, time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos: 3);
}
