using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Technic.Web.Security;

/// <summary>An API key from the query parameter <c>apiKey</c>, which Polygon clients use.</summary>
internal sealed record QueryKey(string Secret)
{
    private const string Name = "apiKey";

    /// <summary>
    /// Removes API keys from the query, so that they do not appear in logs, and keeps the last one.
    /// </summary>
    public static void Take(IFeatureCollection features)
    {
        if (features.Get<IHttpRequestFeature>() is not { } request || !request.QueryString.Contains('=')) return;
        string? secret = null;
        var rest = new List<string>();
        foreach (var part in request.QueryString[1..].Split('&'))
        {
            var equals = part.IndexOf('=');
            if (equals >= 0 && Decoded(part[..equals]).Equals(Name, StringComparison.OrdinalIgnoreCase))
                secret = Decoded(part[(equals + 1)..]);
            else rest.Add(part);
        }
        if (secret is null) return;

        features.Set(new QueryKey(secret));
        request.QueryString = rest.Count == 0 ? "" : $"?{string.Join('&', rest)}";
        var query = request.RawTarget.IndexOf('?');
        if (query >= 0) request.RawTarget = request.RawTarget[..query] + request.QueryString;
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

/// <summary>
/// Creates the contexts of requests. It runs before the web server logs the request, so that API keys in the query are never logged.
/// </summary>
internal sealed class KeyHidingContextFactory(IServiceProvider services) : IHttpContextFactory
{
    private readonly DefaultHttpContextFactory _contexts = new(services);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        QueryKey.Take(featureCollection);
        return _contexts.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => _contexts.Dispose(httpContext);
}
