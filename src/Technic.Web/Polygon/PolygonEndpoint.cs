using Technic.Web.Problems;

namespace Technic.Web.Polygon;

/// <summary>An endpoint of Polygon's REST API.</summary>
/// <param name="Path">The route. A ticker in it is named <c>ticker</c>.</param>
/// <param name="Data">The data, plural or uncountable, e.g. <c>trades of a stock</c>.</param>
/// <param name="Methods">The methods of Polygon's JavaScript client for it, without those for other assets of the same path.</param>
/// <param name="Life">How long an answer of Polygon is kept.</param>
internal sealed record PolygonEndpoint(string Path, string Data, string Methods, TimeSpan Life)
{
    /// <summary>Answers a request from the data of Technic; the endpoint of another one only refuses.</summary>
    public PolygonHandler Serve { get; private init; } = _ => throw new NotServedException(
        Problem.NotFound($"This server does not serve {Data} itself."));

    /// <summary>What is served and what is not; <c>null</c> for an endpoint that only Polygon serves.</summary>
    public string? Support { get; private init; }

    /// <summary>An endpoint that Technic serves.</summary>
    /// <param name="support">What is served and what is not.</param>
    /// <param name="serve">Answers a request.</param>
    public PolygonEndpoint Served(string support, PolygonHandler serve) => this with { Support = support, Serve = serve };
}
