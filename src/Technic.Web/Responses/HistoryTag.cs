using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Technic.Columnar;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Web.Responses;

/// <summary>
/// The weak entity tag (RFC 9110, section 8.8.3) of a price history. It identifies a fetch: the same history from another tier has the same
/// tag.
/// </summary>
internal sealed class HistoryTag
{
    private readonly EntityTagHeaderValue _tag;

    private HistoryTag(string hash) => _tag = new EntityTagHeaderValue($"\"{hash}\"", isWeak: true);

    /// <param name="lookup">A successful lookup.</param>
    /// <param name="adjustment">The form of its prices.</param>
    /// <param name="format">The format of the response; <c>null</c> for JSON.</param>
    public static HistoryTag Of(HistoryLookup lookup, PriceAdjustment adjustment, TableFormat? format)
    {
        var history = lookup.History!;
        // Fetches of a key never overlap, so the time in ticks identifies a fetch.
        var identity = string.Create(
            CultureInfo.InvariantCulture,
            $"{history.Key}|{history.Source}|{history.FetchedAt.UtcTicks}|{history.Bars.Count}|{history.AsOf}|")
            + $"{lookup.IsStale}|{lookup.Problem}|{FormOf(lookup.History, adjustment)}{format}";
        return new HistoryTag(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 12)));
    }

    /// <summary>What a form of the prices depends on beside the fetch: splits and dividends, which show in the first bar.</summary>
    private static string FormOf(PriceHistory? history, PriceAdjustment adjustment) =>
        adjustment == PriceAdjustment.Splits || history is not { IsEmpty: false }
            ? "" : string.Create(CultureInfo.InvariantCulture, $"{adjustment}|{history.Bars.Close[0]:R}");

    /// <summary>Adds the tag to a response that caches must revalidate.</summary>
    public void AddTo(HttpResponse response)
    {
        response.Headers.ETag = _tag.ToString();
        response.Headers.CacheControl = "private, no-cache";
    }

    /// <summary>Whether the request's If-None-Match header matches the tag.</summary>
    public bool Matches(HttpRequest request) =>
        EntityTagHeaderValue.TryParseList(Values(request.Headers.IfNoneMatch), out var known)
        && known.Any(tag => tag.Tag == EntityTagHeaderValue.Any.Tag || tag.Compare(_tag, useStrongComparison: false));

    private static string[] Values(StringValues header) => [.. header.Select(value => value ?? "")];
}
