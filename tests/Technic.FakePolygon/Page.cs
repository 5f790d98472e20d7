namespace Technic.FakePolygon;

/// <summary>Some of the rows of an answer, and where the next ones are.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Rows, string? NextUrl);

internal static class Page
{
    /// <summary>The page that a request asks for.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> all, Parameters parameters, HttpRequest request, int size)
    {
        var offset = parameters.Offset;
        var rows = all.Skip(offset).Take(size).ToList();
        var end = offset + rows.Count;
        return new Page<T>(rows, end < all.Count ? parameters.NextUrl(request, end) : null);
    }
}
