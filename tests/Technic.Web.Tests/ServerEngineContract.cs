using Microsoft.Extensions.Time.Testing;
using Technic.Core.Engine;
using Technic.Core.Provider;
using Technic.EngineContract;
using Technic.Testing;
using Technic.Web.Client;

namespace Technic.Web.Tests;

/// <summary>The engine contract for the client: all tests use real HTTP to the embedded engine.</summary>
public sealed class ServerEngineContract : EngineContract.EngineContract
{
    protected override async Task<IEngineUnderTest> StartAsync(ScriptedSource source, FakeTimeProvider time) =>
        await UnderTest.StartAsync(source, time);

    internal sealed class UnderTest(IPriceSource source, FakeTimeProvider time) : IEngineUnderTest
    {
        private readonly TemporaryFolder _folder = new();
        private EmbeddedHost _host = null!;
        private WebServer _server = null!;
        private ServerEngine _client = null!;

        public IScanEngine Engine => _client;

        public static async Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time)
        {
            var underTest = new UnderTest(source, time);
            await underTest.BeginAsync();
            return underTest;
        }

        public async Task BeginAsync()
        {
            _host = new EmbeddedHost(_folder.Path, source, time);
            _server = await WebServer.StartAsync(_host.Engine, time);
            _client = new ServerEngine(_server.Address, TimeProvider.System);
        }

        public async Task RestartAsync()
        {
            await EndAsync();
            await BeginAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            _folder.Dispose();
        }

        private async Task EndAsync()
        {
            _client.Dispose();
            await _server.DisposeAsync();
            await _host.DisposeAsync();
        }
    }
}

/// <summary>The whole-market contract for the client.</summary>
public sealed class ServerWholeMarketContract : WholeMarketContract
{
    protected override bool TellsOfTheMarket => false;

    protected override Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        ServerEngineContract.UnderTest.StartAsync(source, time);
}

/// <summary>The contract of lists and watches for the client.</summary>
public sealed class ServerWatchContract : WatchContract
{
    protected override async Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time) =>
        await ServerEngineContract.UnderTest.StartAsync(source, time);
}
