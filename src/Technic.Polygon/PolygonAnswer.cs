namespace Technic.Polygon;

/// <summary>A response and the number of requests that it took, including retries and pages.</summary>
public sealed record PolygonAnswer<T>(T Value, int Requests);
