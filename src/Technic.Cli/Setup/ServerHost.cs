using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Web.Client;

namespace Technic.Cli.Setup;

/// <summary>An engine on a server.</summary>
internal sealed class ServerHost(Uri server, TimeProvider time) : IEngineHost
{
    private const string KeyVariable = "TECHNIC_API_KEY";

    private readonly ServerEngine _engine = Connect(server, time);

    public IScanEngine Engine => _engine;

    /// <summary>The server's address without secrets.</summary>
    public string Address => server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    public Task<IReadOnlyList<Listing>> KnownListingsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Listing>>([]);

    public string NoticeOf(string source) => $"Prices from the server at {Address}: {source.TrimEnd('.')}.";

    /// <exception cref="UsageException">The API key in the environment is invalid.</exception>
    private static ServerEngine Connect(Uri server, TimeProvider time)
    {
        var key = Environment.GetEnvironmentVariable(KeyVariable);
        try
        {
            return new ServerEngine(server, time, new ServerEngineOptions { Key = string.IsNullOrEmpty(key) ? null : key });
        }
        catch (ArgumentException problem)
        {
            throw new UsageException($"{KeyVariable} is invalid: an API key contains only visible ASCII characters.", problem);
        }
    }

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
