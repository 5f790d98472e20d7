using Microsoft.Extensions.Time.Testing;
using Technic.Core.Provider;
using Technic.EngineContract;
using Technic.Testing;

namespace Technic.Embedded.Tests;

/// <summary>The engine contract on engine 1, with a real SQLite file.</summary>
public sealed class EmbeddedEngineContract : EngineContract.EngineContract
{
    protected override Task<IEngineUnderTest> StartAsync(ScriptedSource source, FakeTimeProvider time) =>
        Task.FromResult<IEngineUnderTest>(new EmbeddedUnderTest(source, time));
}

/// <summary>The contract of whole-market days on engine 1.</summary>
public sealed class EmbeddedWholeMarketContract : WholeMarketContract
{
    protected override Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        Task.FromResult<IEngineUnderTest>(new EmbeddedUnderTest(source, time));
}

/// <summary>The contract of complete, final and current data on engine 1.</summary>
public sealed class EmbeddedCoverageContract : CoverageContract
{
    protected override Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        Task.FromResult<IEngineUnderTest>(new EmbeddedUnderTest(source, time));
}

/// <summary>The contract of studies on engine 1.</summary>
public sealed class EmbeddedStudyContract : StudyContract
{
    protected override Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        Task.FromResult<IEngineUnderTest>(new EmbeddedUnderTest(source, time));
}

/// <summary>The contract of lists and watches on engine 1.</summary>
public sealed class EmbeddedWatchContract : WatchContract
{
    protected override Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        Task.FromResult<IEngineUnderTest>(new EmbeddedUnderTest(source, time));
}
