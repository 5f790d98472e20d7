namespace Technic.Polygon;

/// <summary>The link of a page to the next one, and whether the page contained new rows.</summary>
internal readonly record struct NextPage(string? Url, bool HasNewRows);

/// <summary>
/// Follows the pages of one response. Only the path and query of a <c>next_url</c> are used, with the configured address: its port does
/// not matter (it is sometimes doubled), and the key is sent to no other host.
/// </summary>
internal sealed class PageLinks
{
    private readonly PolygonOptions _options;
    private readonly HashSet<string> _visited;
    private int _idle;

    public PageLinks(PolygonOptions options, Uri first)
    {
        _options = options;
        _visited = [first.PathAndQuery];
    }

    /// <summary>The address of the next page; <c>null</c> after the last.</summary>
    /// <exception cref="AttemptException">The link is invalid, leads to another host or an earlier page, or the pages do not
    /// end.</exception>
    public Uri? Follow(NextPage next)
    {
        if (string.IsNullOrWhiteSpace(next.Url)) return null;
        var address = Resolve(next.Url);
        if (!_visited.Add(address.PathAndQuery)) throw AttemptException.BadData("its pages repeat");
        _idle = next.HasNewRows ? 0 : _idle + 1;
        if (_idle > 1) throw AttemptException.BadData("its last pages contain nothing new");
        if (_visited.Count > _options.MaxPages) throw AttemptException.BadData($"the response has more than {_options.MaxPages} pages");
        return address;
    }

    private Uri Resolve(string nextUrl)
    {
        var (host, path) = Split(nextUrl);
        if (host is not null && !IsOurs(host))
        {
            var shown = AnswerText.Quote(host, _options.ApiKey);
            throw AttemptException.BadData($"its next page is on another host ({shown})");
        }
        if (!path.StartsWith('/') || !Uri.TryCreate(Rebase(WithoutKey(path)), UriKind.Absolute, out var address))
            throw AttemptException.BadData("the address of its next page is invalid");
        return address;
    }

    /// <summary>Splits an address into host and path without <see cref="Uri"/>, which rejects a doubled port.</summary>
    private static (string? Host, string Path) Split(string url)
    {
        var authority = url.IndexOf("//", StringComparison.Ordinal);
        if (url.StartsWith('/') && authority != 0) return (null, url);
        if (authority < 0) return (null, url);
        var rest = url[(authority + 2)..];
        var end = rest.IndexOfAny(['/', '?', '#', '\\']);
        var path = end < 0 ? "" : rest[end..];
        var host = end < 0 ? rest : rest[..end];
        var port = host.IndexOf(':', host.StartsWith('[') ? Math.Max(0, host.IndexOf(']')) : 0);
        return (port < 0 ? host : host[..port], path);
    }

    // The vendor's responses contain its new name also for requests to the old one, even behind a proxy.
    private bool IsOurs(string host) =>
        host.Equals(_options.BaseAddress.IdnHost, StringComparison.OrdinalIgnoreCase)
        || host.Equals(_options.BaseAddress.Host, StringComparison.OrdinalIgnoreCase)
        || PolygonOptions.IsVendorHost(host);

    private string Rebase(string path)
    {
        var folder = _options.BaseAddress.AbsolutePath.TrimEnd('/');
        return folder.Length > 0 && path.StartsWith(folder + "/", StringComparison.Ordinal)
            ? _options.BaseAddress.GetLeftPart(UriPartial.Authority) + path
            : _options.DisplayAddress + path;
    }

    private static string WithoutKey(string path)
    {
        var fragment = path.IndexOf('#');
        if (fragment >= 0) path = path[..fragment];
        var query = path.IndexOf('?');
        if (query < 0) return path;
        var kept = path[(query + 1)..].Split('&').Where(p => !p.StartsWith("apiKey=", StringComparison.OrdinalIgnoreCase));
        return $"{path[..query]}?{string.Join('&', kept)}";
    }
}
