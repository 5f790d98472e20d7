using Technic.Polygon;

namespace Technic.Cli.Setup;

/// <summary>The option <c>--polygon-url</c> of commands that send no request.</summary>
internal static class PolygonAddress
{
    /// <summary>The name of the source at an address; <c>null</c> for Polygon's own.</summary>
    /// <exception cref="UsageException">The text is not a URL.</exception>
    public static string SourceName(string? url)
    {
        if (url is null) return new PolygonOptions().SourceName;
        return Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? new PolygonOptions { BaseAddress = address }.SourceName
            : throw new UsageException("--polygon-url must be a URL that begins with https:// or http://.");
    }
}
