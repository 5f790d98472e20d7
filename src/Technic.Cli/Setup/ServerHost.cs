using Technic.Core.MarketData;
using Technic.Core.Scanning;
using Technic.Web.Client;

namespace Technic.Cli.Setup;

/// <summary>An engine on a server.</summary>
internal sealed class ServerHost(Uri server, TimeProvider time) : IEngineHost
{
    private readonly ServerEngine _engine = new(server, time);

    public IScanEngine Engine => _engine;

    /// <summary>The server without what may be secret in its address.</summary>
    public string Address => server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    public Task<IReadOnlyList<Listing>> KnownListingsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Listing>>([]);

    public string NoticeOf(string source) => $"Prices of the server at {Address}: {source.TrimEnd('.')}.";

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
