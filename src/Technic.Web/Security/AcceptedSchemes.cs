using System.Collections.Immutable;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Technic.Web.Security;

/// <summary>The authentication schemes of the server: API keys, and those that the host adds, e.g. JWT bearer tokens.</summary>
internal sealed class AcceptedSchemes(IOptions<AuthenticationOptions> authentication, TechnicWebOptions options)
{
    /// <summary>The names of the schemes; API keys first.</summary>
    public ImmutableArray<string> Names { get; } =
        [.. authentication.Value.Schemes.Select(scheme => scheme.Name).OrderBy(name => name != ApiKeyAuthentication.SchemeName)];

    /// <summary>Whether the host has added a scheme.</summary>
    public bool HasOthers => Names.Length > 1;

    /// <summary>
    /// Whether nobody needs to authenticate and every caller is the owner: without API keys and without another scheme. Such a server
    /// listens on loopback addresses only.
    /// </summary>
    public bool IsOpen => options.Keys.IsEmpty && !HasOthers;
}
