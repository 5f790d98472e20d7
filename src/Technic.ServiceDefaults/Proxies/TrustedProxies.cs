using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Technic.Core.Text;
using IPNetwork = System.Net.IPNetwork;

namespace Technic.ServiceDefaults;

/// <summary>
/// The reverse proxies of a web server. Only they can set the scheme and the address of a client, with <c>X-Forwarded-Proto</c> and
/// <c>X-Forwarded-For</c>; from other addresses these headers are ignored. Proxies must pass the client's <c>Host</c> header:
/// <c>X-Forwarded-Host</c> is not used, because a page of another site could set it.
/// </summary>
/// <param name="Networks">The addresses of the proxies; empty for none.</param>
public sealed record TrustedProxies(IReadOnlyList<IPNetwork> Networks)
{
    public const string Key = "Technic:Proxies";

    public static TrustedProxies None { get; } = new([]);

    /// <summary>Reads the setting <see cref="Key"/>.</summary>
    /// <exception cref="ServiceSettingsException">Invalid address or network.</exception>
    public static TrustedProxies Read(IConfiguration configuration)
    {
        if (string.Equals(configuration["FORWARDEDHEADERS_ENABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            throw new ServiceSettingsException(
                $"ASPNETCORE_FORWARDEDHEADERS_ENABLED trusts every client. Set {Key} to the addresses of the proxies instead.");
        }
        return Parse(configuration[Key], Key);
    }

    /// <summary>Reads addresses and networks (CIDR), separated by commas.</summary>
    /// <param name="text">E.g. <c>127.0.0.1, 10.0.0.0/8</c>.</param>
    /// <param name="setting">The name of the setting, for messages.</param>
    /// <exception cref="ServiceSettingsException">Invalid address or network.</exception>
    public static TrustedProxies Parse(string? text, string setting) => new(
        [.. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => NetworkOf(part, setting))]);

    private static IPNetwork NetworkOf(string text, string setting)
    {
        // IPAddress parses "10" as 0.0.0.10, which is a mistake.
        var network = text.AsSpan().IndexOfAny('.', ':') < 0 ? null
            : IPNetwork.TryParse(text, out var parsed) ? parsed
            : System.Net.IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : (IPNetwork?)null;
        if (network is null)
        {
            throw new ServiceSettingsException(
                $"Invalid address '{Printable.Of(text)}' in {setting}: expected IP addresses or networks, e.g. 127.0.0.1, 10.0.0.0/8.");
        }
        return network.Value.PrefixLength > 0
            ? network.Value
            : throw new ServiceSettingsException($"{setting} cannot contain {text}: every client would be trusted.");
    }
}

/// <summary>Uses the headers of reverse proxies.</summary>
public static class TrustedProxiesMiddleware
{
    /// <summary>
    /// Replaces scheme and address of requests from a trusted proxy with those of its client. Add it before all other middleware.
    /// </summary>
    public static WebApplication UseTrustedProxies(this WebApplication app, TrustedProxies proxies)
    {
        if (proxies.Networks.Count == 0) return app;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Any number of proxies, as long as each is trusted.
            ForwardLimit = null,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in proxies.Networks) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
        return app;
    }
}
