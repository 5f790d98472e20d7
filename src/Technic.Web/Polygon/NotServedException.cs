using Technic.Web.Problems;

namespace Technic.Web.Polygon;

/// <summary>
/// A valid request of Polygon's API that Technic cannot answer from its own data. It is passed on to Polygon, if the server does that;
/// otherwise the problem is the response.
/// </summary>
internal sealed class NotServedException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>The response of a server that passes nothing on.</summary>
    public Problem Problem => problem;

    /// <summary>An endpoint, bar size, ticker or parameter that is not supported.</summary>
    public static NotServedException Unsupported(string sentence) => new(Problem.BadRequest(sentence));

    /// <summary>Data that the price source does not provide.</summary>
    /// <param name="what">The data, e.g. <c>splits</c>.</param>
    public static NotServedException Without(string what) =>
        new(Problem.Forbidden($"The price source of this server does not provide {what}. Polygon as the source does."));
}
