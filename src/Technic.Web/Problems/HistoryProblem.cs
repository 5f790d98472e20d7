using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Reports;
using Technic.Web.Wire;

namespace Technic.Web.Problems;

/// <summary>Problem documents for lookups without bars.</summary>
internal static class HistoryProblem
{
    /// <summary>Returns the problem of a lookup; <c>null</c> if it has bars.</summary>
    public static async ValueTask<Problem?> OfAsync(
        PriceHistoryKey key, HistoryLookup lookup, IScanEngine engine, CancellationToken cancellationToken) => lookup switch
    {
        { Succeeded: false } => Failed(key, lookup),
        { History.IsEmpty: true } =>
            WithoutBars(lookup.History, lookup, await SuggestAsync(key.Symbol, engine, cancellationToken).ConfigureAwait(false)),
        _ => null,
    };

    private static async ValueTask<string> SuggestAsync(Symbol symbol, IScanEngine engine, CancellationToken cancellationToken)
    {
        if (engine is not IMarketReference market) return "";
        var listings = await market.GetKnownListingsAsync(cancellationToken).ConfigureAwait(false);
        return listings.Any(listing => listing.Symbol == symbol) ? "" : Ticker.DidYouMean(symbol,
            listings.Select(listing => listing.Symbol));
    }

    private static Problem Failed(PriceHistoryKey key, HistoryLookup lookup) =>
        Problem.Unavailable(lookup.Problem ?? $"No price history for {key.Symbol}.") with
        {
            Extensions = new Dictionary<string, object?>
            {
                [HistoryJson.Failure] = lookup.Failure?.ToString(),
                [HistoryJson.Requests] = lookup.Requests,
            },
        };

    // "No bars" is a valid lookup with a tier and an age; the document contains it for clients.
    private static Problem WithoutBars(PriceHistory history, HistoryLookup lookup, string suggestion) =>
        new(StatusCodes.Status404NotFound, "No prices", NoPrices(history.Key, history.Source, suggestion))
        {
            Extensions = new Dictionary<string, object?> { [HistoryJson.History] = Document(history, lookup) },
        };

    private static string NoPrices(PriceHistoryKey key, string source, string suggestion)
    {
        var day = key.Replay is { } replay ? string.Create(CultureInfo.InvariantCulture, $" before {replay:yyyy-MM-dd}") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"No prices for {key.Symbol}{suggestion} in the last {key.Days} days{day} ({source}).");
    }

    private static JsonElement Document(PriceHistory history, HistoryLookup lookup)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = Json.Writer(buffer)) HistoryReport.WriteJson(json, history, lookup);
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
