using System.Net;
using Microsoft.Extensions.Configuration;
using Technic.Core.Formulas.Library;
using Technic.ServiceDefaults;
using Technic.Web.Security;

namespace Technic.Cli.Setup;

/// <summary>The options of <see cref="LocalServer"/>.</summary>
/// <param name="Address">The address to listen on.</param>
/// <param name="Configuration">The <c>OTEL_…</c> variables.</param>
internal sealed record LocalServerOptions(IPEndPoint Address, IConfiguration Configuration)
{
    /// <summary>The API keys; these or <see cref="Tokens"/> are required if other machines can reach the address.</summary>
    public KeyRing Keys { get; init; } = KeyRing.None;

    /// <summary>The access tokens that are accepted beside API keys; <c>null</c> for none.</summary>
    public AccessTokens? Tokens { get; init; }

    /// <summary>The reverse proxies.</summary>
    public TrustedProxies Proxies { get; init; } = TrustedProxies.None;

    /// <summary>Named formulas for all requests.</summary>
    public FormulaDefinitions Formulas { get; init; } = FormulaDefinitions.None;

    /// <summary>Whether requests of the Polygon-compatible API are passed on to Polygon.</summary>
    public bool PassThrough { get; init; }

    /// <summary>The web sites whose pages may use the API.</summary>
    public AllowedOrigins Origins { get; init; } = AllowedOrigins.None;

    /// <summary>The host names of a reverse proxy on this machine.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
}
