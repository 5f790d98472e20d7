using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Embedded;
using Technic.Embedded.Sqlite;
using Technic.EngineContract;
using Technic.Testing;

namespace Technic.Web.Tests;

/// <summary>The Polygon-compatible API over the embedded engine with a real SQLite file.</summary>
public sealed class EmbeddedPolygonApi : PolygonApiContract
{
    protected override Task<IHttpServer> StartAsync(IPriceSource source, bool passesThrough) =>
        ServerWithEngine.StartAsync(source, passesThrough);
}

/// <summary>The MCP server of the embedded engine.</summary>
public sealed class EmbeddedMcp : McpContract
{
    protected override Task<IHttpServer> StartAsync(IPriceSource source) => ServerWithEngine.StartAsync(source, passesThrough: false);
}

/// <summary>The MCP tools for lists and watches of the embedded engine.</summary>
public sealed class EmbeddedMcpWatches : McpWatchContract
{
    protected override Task<IHttpServer> StartAsync(IPriceSource source) => ServerWithEngine.StartAsync(source, passesThrough: false);
}

/// <summary>Every MCP tool of the embedded engine.</summary>
public sealed class EmbeddedMcpTools : McpToolContract
{
    protected override Task<IHttpServer> StartAsync(IPriceSource source) => ServerWithEngine.StartAsync(source, passesThrough: false);
}

/// <summary>A server and its embedded engine.</summary>
internal static class ServerWithEngine
{
    public static async Task<IHttpServer> StartAsync(IPriceSource source, bool passesThrough)
    {
        var folder = new TemporaryFolder();
        var store = new SqliteHistoryStore(folder.Path, source.Name, TimeProvider.System, NullLogger<SqliteHistoryStore>.Instance);
        var engine = new EmbeddedEngine(
            source, store, new MarketClock(TimeProvider.System), new EmbeddedEngineOptions(), NullLoggerFactory.Instance);
        var server = await WebServer.StartAsync(engine, TimeProvider.System, new TechnicWebOptions { PassThrough = passesThrough });
        return new Running(server, engine, store, folder);
    }

    private sealed class Running(WebServer server, EmbeddedEngine engine, SqliteHistoryStore store, TemporaryFolder folder) : IHttpServer
    {
        public HttpClient Http { get; } = new() { BaseAddress = server.Address };

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await server.DisposeAsync();
            await engine.DisposeAsync();
            await store.DisposeAsync();
            folder.Dispose();
        }
    }
}
