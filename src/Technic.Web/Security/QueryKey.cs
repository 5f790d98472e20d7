using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Technic.Web.Security;

/// <summary>A key that stood in a request's query as <c>apiKey</c>, where clients of Polygon put it.</summary>
internal sealed record QueryKey(string Secret)
{
    private const string Name = "apiKey";

    /// <summary>
    /// Takes the keys out of a request's query, so that nothing that works with the request can show them; the last one is remembered.
    /// </summary>
    public static void Take(IFeatureCollection features)
    {
        if (features.Get<IHttpRequestFeature>() is not { } request || !request.QueryString.Contains('=')) return;
        string? secret = null;
        var rest = new List<string>();
        foreach (var part in request.QueryString[1..].Split('&'))
        {
            var equals = part.IndexOf('=');
            if (equals >= 0 && Decoded(part[..equals]).Equals(Name, StringComparison.OrdinalIgnoreCase)) secret = Decoded(part[(equals + 1)..]);
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
/// Makes the contexts of requests. It is the first that sees a request, before the web server's own log: a key in the query is gone before
/// anything can tell it.
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
