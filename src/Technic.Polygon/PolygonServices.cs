using System.Net;
using Microsoft.Extensions.Logging;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>Puts the parts together: a price source with connections, quota and resilience as the settings ask for.</summary>
public static class PolygonServices
{
    /// <summary>A price source that owns its connections; dispose it.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock of quota, pauses and deadlines.</param>
    /// <param name="loggers">Makes the log.</param>
    /// <param name="quota">A quota shared with others; without one the source keeps its own.</param>
    /// <exception cref="ArgumentException">The settings cannot be used; the message says why.</exception>
    public static PolygonPriceSource CreatePriceSource(
        PolygonOptions options, TimeProvider time, ILoggerFactory loggers, IRequestQuota? quota = null)
    {
        var http = CreateHttpClient(options);
        try
        {
            return new PolygonPriceSource(http, options, time, loggers.CreateLogger<PolygonPriceSource>(), quota, ownsHttp: true);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>
    /// An HTTP client for Polygon. It has no deadline of its own (the resilience pipeline sets them) and no key: requests carry it one by
    /// one, so that no default header can leak it.
    /// </summary>
    public static HttpClient CreateHttpClient(PolygonOptions options) => new(CreateHandler(options), disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>
    /// The connections: pooled, bounded, renewed so that a changed DNS entry is noticed, compressed; no cookies, and no redirections that
    /// would carry the key away.
    /// </summary>
    public static SocketsHttpHandler CreateHandler(PolygonOptions options) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = options.AttemptTimeout,
        EnableMultipleHttp2Connections = true,
        MaxConnectionsPerServer = Math.Max(1, options.MaxConnections),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    };
}
