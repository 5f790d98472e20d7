using Microsoft.Extensions.Configuration;
using Technic.Core.Text;

namespace Technic.ServiceDefaults;

/// <summary>The web sites whose pages may use the API (CORS), by origin; none by default.</summary>
/// <param name="All">The origins as browsers send them: scheme, host, and the port unless it is the scheme's own.</param>
public sealed record AllowedOrigins(IReadOnlyList<string> All)
{
    public const string Key = "Technic:Origins";

    public static AllowedOrigins None { get; } = new([]);

    /// <summary>Reads the setting <see cref="Key"/>.</summary>
    /// <exception cref="ServiceSettingsException">Invalid origin.</exception>
    public static AllowedOrigins Read(IConfiguration configuration) => Parse(configuration[Key], Key);

    /// <summary>Reads origins, separated by commas.</summary>
    /// <param name="text">E.g. <c>https://lab.example.org, http://localhost:8888</c>.</param>
    /// <param name="setting">The name of the setting, for messages.</param>
    /// <exception cref="ServiceSettingsException">Invalid origin.</exception>
    public static AllowedOrigins Parse(string? text, string setting) => new(
        [.. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => OriginOf(part, setting))]);

    private static string OriginOf(string text, string setting)
    {
        if (text == "*") throw new ServiceSettingsException($"{setting} cannot contain *: every web site could use this server.");
        var isOrigin = Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && url is
            {
                PathAndQuery: "/", Fragment: "", UserInfo: "",
                HostNameType: UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6,
            };
        if (!isOrigin)
        {
            throw new ServiceSettingsException(
                $"Invalid origin '{Printable.Of(text)}' in {setting}: expected scheme, host and port, e.g. https://lab.example.org or "
                + "http://localhost:8888.");
        }
        var host = url!.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        return url.IsDefaultPort ? $"{url.Scheme}://{host}" : $"{url.Scheme}://{host}:{url.Port}";
    }
}
