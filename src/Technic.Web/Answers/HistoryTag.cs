using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Technic.Core.Histories;

namespace Technic.Web.Answers;

/// <summary>
/// The entity tag of a history (RFC 9110, section 8.8.3). It is a weak one: a history that was fetched once is the same, whichever tier it
/// comes from now.
/// </summary>
internal sealed class HistoryTag
{
    private readonly EntityTagHeaderValue _tag;

    private HistoryTag(string hash) => _tag = new EntityTagHeaderValue($"\"{hash}\"", isWeak: true);

    /// <param name="lookup">A lookup that brought bars.</param>
    public static HistoryTag Of(HistoryLookup lookup)
    {
        var history = lookup.History!;
        // A key is fetched by one flight at a time: the instant, to the tick, tells one fetch from another.
        var identity = string.Create(
            CultureInfo.InvariantCulture,
            $"{history.Key}|{history.Source}|{history.FetchedAt.UtcTicks}|{history.Bars.Count}|{history.AsOf}|{lookup.IsStale}|{lookup.Problem}");
        return new HistoryTag(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 12)));
    }

    /// <summary>Says it in an answer, which whoever keeps it has to ask about again.</summary>
    public void AddTo(HttpResponse response)
    {
        response.Headers.ETag = _tag.ToString();
        response.Headers.CacheControl = "private, no-cache";
    }

    /// <summary>Whether whoever asks has the history already.</summary>
    public bool IsKnownTo(HttpRequest request) =>
        EntityTagHeaderValue.TryParseList(Values(request.Headers.IfNoneMatch), out var known)
        && known.Any(tag => tag.Tag == EntityTagHeaderValue.Any.Tag || tag.Compare(_tag, useStrongComparison: false));

    private static string[] Values(StringValues header) => [.. header.Select(value => value ?? "")];
}
