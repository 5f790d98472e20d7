using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>Reads reference data page by page.</summary>
internal sealed class ReferencePages(PolygonTransport transport)
{
    /// <summary>Fetches all pages of a response.</summary>
    /// <param name="path">The first page.</param>
    /// <param name="what">The name of the data in errors and logs.</param>
    /// <param name="type">The type of a page.</param>
    /// <param name="add">Adds a row and returns whether it was new.</param>
    /// <param name="count">Counts the requests.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="isOptional">Whether the endpoint may be missing (<see cref="Query{T}.IsOptional"/>).</param>
    /// <param name="symbol">The only symbol of the response; <c>null</c> for any.</param>
    /// <returns>Whether the endpoint exists.</returns>
    /// <exception cref="PriceSourceException">There was no usable response.</exception>
    public async Task<bool> FetchAsync<T>(
        string path, string what, JsonTypeInfo<ReferencePage<T>> type, Func<T?, bool> add, RequestCount count,
        CancellationToken cancellationToken, bool isOptional = true, Symbol? symbol = null)
    {
        var missing = new ReferencePage<T>(null, null, null, null, null);
        var query = new Query<ReferencePage<T>>(transport.Address(path), what, json =>
        {
            var page = Parse(json, type);
            transport.CheckStatus(page.Status, page.Error, page.Message);
            if (symbol is { } one) transport.CheckSymbol(page.Ticker, one, "the bars");
            return page;
        })
        {
            WhenNotFound = missing,
            IsOptional = isOptional,
        };
        var exists = true;
        await transport.FetchPagesAsync(query, page =>
        {
            if (ReferenceEquals(page, missing)) exists = false;
            return new NextPage(page.NextUrl, (page.Results ?? []).Count(add) > 0);
        }, count, cancellationToken).ConfigureAwait(false);
        return exists;
    }

    /// <summary>Deserializes a response.</summary>
    public static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class =>
        JsonSerializer.Deserialize(json, type) ?? throw AttemptException.BadData("the response is JSON of an unexpected kind");

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static bool TryParseIso(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
