using System.Net;
using Technic.Core.Provider;
using Technic.EngineContract;

namespace Technic.Front.Tests;

/// <summary>The Polygon-compatible API of a front with a silo.</summary>
public sealed class FrontPolygonApi : PolygonApiContract
{
    protected override Task<IHttpServer> StartAsync(IPriceSource source, bool passesThrough) =>
        FrontWithSilo.StartAsync(source, passesThrough);
}

/// <summary>The MCP server of a front with a silo.</summary>
public sealed class FrontMcp : McpContract
{
    protected override Task<IHttpServer> StartAsync(IPriceSource source) => FrontWithSilo.StartAsync(source, passesThrough: false);
}

/// <summary>The MCP tools for lists and watches of a front with a silo.</summary>
public sealed class FrontMcpWatches : McpWatchContract
{
    protected override Task<IHttpServer> StartAsync(IPriceSource source) => FrontWithSilo.StartAsync(source, passesThrough: false);
}

/// <summary>Every MCP tool of a front with a silo.</summary>
public sealed class FrontMcpTools : McpToolContract
{
    protected override Task<IHttpServer> StartAsync(IPriceSource source) => FrontWithSilo.StartAsync(source, passesThrough: false);
}

/// <summary>A front and its silo.</summary>
internal static class FrontWithSilo
{
    public static async Task<IHttpServer> StartAsync(IPriceSource source, bool passesThrough)
    {
        var silo = new LocalSilo(source);
        await silo.StartAsync();
        var front = await FrontUnderTest.StartAsync(
            "--Technic:Cluster=localhost", $"--Technic:GatewayPort={silo.GatewayPort}",
            $"--Technic:PassThrough={(passesThrough ? "on" : "off")}");
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        return new Running(front, silo);
    }

    private sealed class Running(FrontUnderTest front, LocalSilo silo) : IHttpServer
    {
        public HttpClient Http => front.Http;

        public async ValueTask DisposeAsync()
        {
            await front.DisposeAsync();
            await silo.DisposeAsync();
        }
    }
}
