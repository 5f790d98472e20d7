namespace Technic.FakePolygon;

/// <summary>A part of the rows of a response, and the address of the next part.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Rows, string? NextUrl);

internal static class Page
{
    /// <summary>The requested page.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> all, Parameters parameters, HttpRequest request, int size)
    {
        var offset = parameters.Offset;
        var rows = all.Skip(offset).Take(size).ToList();
        var end = offset + rows.Count;
        return new Page<T>(rows, end < all.Count ? parameters.NextUrl(request, end) : null);
    }
}
