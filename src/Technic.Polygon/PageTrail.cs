namespace Technic.Polygon;

/// <summary>Where a page says that the answer goes on, and whether it brought anything new.</summary>
internal readonly record struct NextPage(string? Url, bool BroughtNews);

/// <summary>
/// Follows the pages of one answer. Only the path and query of a <c>next_url</c> are used, at the configured address: so its port does not
/// matter (it is doubled at times), and the key goes nowhere else.
/// </summary>
internal sealed class PageTrail
{
    private readonly PolygonOptions _options;
    private readonly HashSet<string> _visited;
    private int _idle;

    public PageTrail(PolygonOptions options, Uri first)
    {
        _options = options;
        _visited = [first.PathAndQuery];
    }

    /// <summary>The address of the next page; <c>null</c> after the last.</summary>
    /// <exception cref="AttemptException">The pages lead to another host, in a circle, nowhere, or on for ever.</exception>
    public Uri? Follow(NextPage next)
    {
        if (string.IsNullOrWhiteSpace(next.Url)) return null;
        var address = Resolve(next.Url);
        if (!_visited.Add(address.PathAndQuery)) throw AttemptException.BadData("its pages lead in a circle");
        _idle = next.BroughtNews ? 0 : _idle + 1;
        if (_idle > 1) throw AttemptException.BadData("its pages go on without anything new");
        if (_visited.Count > _options.MaxPages) throw AttemptException.BadData($"its answer has more than {_options.MaxPages} pages");
        return address;
    }

    private Uri Resolve(string nextUrl)
    {
        var (host, path) = Split(nextUrl);
        if (host is not null && !IsOurs(host))
        {
            var shown = AnswerText.Quote(host, _options.ApiKey);
            throw AttemptException.BadData($"its next page is on another host ({shown}), which is not followed");
        }
        if (!path.StartsWith('/') || !Uri.TryCreate(Rebase(WithoutKey(path)), UriKind.Absolute, out var address))
            throw AttemptException.BadData("its next page has no usable address");
        return address;
    }

    /// <summary>Host and path, taken apart by hand: an address with a doubled port is none for <see cref="Uri"/>.</summary>
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

    // The vendor writes its new name into answers that were asked for under the old one, also behind a proxy.
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
