namespace Technic.Web.Client;

/// <summary>The options of <see cref="ServerEngine"/>.</summary>
public sealed record ServerEngineOptions
{
    /// <summary>Maximum time to connect, above 0; 5 seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Maximum time without data on the event stream of a scan, above 0; 30 seconds by default. Servers send data at least every 10
    /// seconds.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum number of connections, 1 or more; 64 by default. Further calls wait.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>
    /// The API key; <c>null</c> for a server without API keys. It is sent with every request and never logged.
    /// </summary>
    public string? Key { get; init; }
}
