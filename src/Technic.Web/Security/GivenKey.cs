using System.Text;
using Microsoft.AspNetCore.Http;

namespace Technic.Web.Security;

/// <summary>Finds the key that a request shows.</summary>
internal static class GivenKey
{
    public const string Header = "X-API-Key";

    // A key has 51 characters; hashing what is much longer would be work for nothing.
    private const int Longest = 256;

    private const string Bearer = "Bearer ", Basic = "Basic ";

    /// <summary>
    /// The key: in <c>X-API-Key</c>, as a bearer token, as the password of Basic (where a browser asks its person for it), or in the query
    /// where the endpoint
    /// allows that; <c>null</c> without one.
    /// </summary>
    public static string? Of(HttpContext context, bool inQuery)
    {
        var headers = context.Request.Headers;
        var key = headers[Header] is [{ } plain] ? plain
            : headers.Authorization is [{ } authorization] ? OfAuthorization(authorization)
            : inQuery ? context.Features.Get<QueryKey>()?.Secret
            : null;
        return key is { Length: > 0 and <= Longest } ? key : null;
    }

    private static string? OfAuthorization(string value) =>
        value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim()
        : value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? Password(value[Basic.Length..].Trim())
        : null;

    private static string? Password(string encoded)
    {
        Span<byte> bytes = stackalloc byte[2 * Longest];
        if (encoded.Length > 2 * Longest || !Convert.TryFromBase64String(encoded, bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes[..length]);
        var colon = pair.IndexOf(':');
        return colon < 0 ? null : pair[(colon + 1)..];
    }
}
