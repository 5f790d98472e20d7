using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Testing;

namespace Technic.EngineContract;

/// <summary>A server with four symbols, and a client of the MCP SDK that is connected to it.</summary>
public abstract class McpConnection : IAsyncLifetime
{
    private static readonly Symbol[] Symbols = [.. ((string[])["AAPL", "BRK.B", "KO", "XOM"]).Select(Symbol.Parse)];

    private IHttpServer _server = null!;

    /// <summary>The price source.</summary>
    protected ScriptedMarket Market { get; } = new(TimeProvider.System, Symbols);

    protected McpClient Client { get; private set; } = null!;

    /// <summary>Starts a server on an empty store.</summary>
    protected abstract Task<IHttpServer> StartAsync(IPriceSource source);

    public async Task InitializeAsync()
    {
        _server = await StartAsync(Market);
        var endpoint = new HttpClientTransportOptions { Endpoint = new Uri(_server.Http.BaseAddress!, "mcp") };
        Client = await McpClient.CreateAsync(new HttpClientTransport(endpoint));
    }

    public async Task DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>The answer of a tool, which must not be an error.</summary>
    protected async Task<JsonElement> CallAsync(string tool, Dictionary<string, object?> arguments)
    {
        var answer = await Client.CallToolAsync(tool, arguments);
        Assert.False(answer.IsError ?? false, TextOf(answer));
        return JsonElement.Parse(TextOf(answer));
    }

    protected static string TextOf(CallToolResult answer) => Assert.IsType<TextContentBlock>(Assert.Single(answer.Content)).Text;
}
