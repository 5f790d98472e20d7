using System.Net;
using Microsoft.Extensions.Logging;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>Creates a price source with connections, quota and resilience according to the options.</summary>
public static class PolygonServices
{
    /// <summary>A price source that owns its connections; dispose it.</summary>
    /// <param name="options">The options.</param>
    /// <param name="time">The clock for quota, pauses and deadlines.</param>
    /// <param name="loggers">Creates the log.</param>
    /// <param name="quota">A shared quota; by default the source has its own one.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message describes it.</exception>
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
    /// Creates an HTTP client for Polygon. It has no timeout of its own (the resilience pipeline sets them) and no default header with the
    /// key, which each request carries itself, so that it cannot leak.
    /// </summary>
    public static HttpClient CreateHttpClient(PolygonOptions options) => new(CreateHandler(options), disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>
    /// The connections: pooled, limited, renewed so that DNS changes take effect, compressed; without cookies, and without redirects, which
    /// could carry the key to another host.
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
