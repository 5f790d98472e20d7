using System.Text;
using Microsoft.AspNetCore.Http;

namespace Technic.Web.Security;

/// <summary>Finds the API key of a request.</summary>
internal static class RequestKey
{
    public const string Header = "X-API-Key";

    // A key has 51 characters. Longer values are not hashed.
    private const int MaxLength = 256;

    private const string Bearer = "Bearer ", Basic = "Basic ";

    /// <summary>
    /// Returns the API key from <c>X-API-Key</c>, a bearer token, the password of Basic authentication (browsers), or the query if the
    /// endpoint allows it; <c>null</c> if there is none.
    /// </summary>
    public static string? Of(HttpContext context, bool inQuery)
    {
        var headers = context.Request.Headers;
        var key = headers[Header] is [{ } plain] ? plain
            : headers.Authorization is [{ } authorization] ? OfAuthorization(authorization)
            : inQuery ? context.Features.Get<QueryKey>()?.Secret
            : null;
        return key is { Length: > 0 and <= MaxLength } ? key : null;
    }

    private static string? OfAuthorization(string value) =>
        value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim()
        : value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? Password(value[Basic.Length..].Trim())
        : null;

    private static string? Password(string encoded)
    {
        Span<byte> bytes = stackalloc byte[2 * MaxLength];
        if (encoded.Length > 2 * MaxLength || !Convert.TryFromBase64String(encoded, bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes[..length]);
        var colon = pair.IndexOf(':');
        return colon < 0 ? null : pair[(colon + 1)..];
    }
}
