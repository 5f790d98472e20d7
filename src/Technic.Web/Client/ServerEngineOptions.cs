namespace Technic.Web.Client;

/// <summary>How a client speaks to a server.</summary>
public sealed record ServerEngineOptions
{
    /// <summary>How long a connection may take to come about, above 0.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a scan's stream may be silent before its server is taken for dead, above 0. A server speaks every ten seconds at least.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most connections at a time, 1 or more; further calls wait.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>
    /// The key that the server asks for; <c>null</c> for a server that asks for none. It is sent with every request and shown nowhere.
    /// </summary>
    public string? Key { get; init; }
}
