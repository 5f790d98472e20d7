namespace Technic.Polygon;

/// <summary>What was asked for, and how many requests it took, retries and pages included.</summary>
public sealed record PolygonAnswer<T>(T Value, int Requests);
