using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Histories;
using Technic.Core.Reports;
using Technic.Web.Wire;

namespace Technic.Web.Problems;

/// <summary>Problem documents for lookups without bars.</summary>
internal static class HistoryProblem
{
    /// <summary>Returns the problem of a lookup; <c>null</c> if it has bars.</summary>
    public static Problem? Of(PriceHistoryKey key, HistoryLookup lookup) => lookup switch
    {
        { Succeeded: false } => Failed(key, lookup),
        { History.IsEmpty: true } => WithoutBars(lookup.History, lookup),
        _ => null,
    };

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
    private static Problem WithoutBars(PriceHistory history, HistoryLookup lookup) =>
        new(StatusCodes.Status404NotFound, "No prices", NoPrices(history.Key, history.Source))
        {
            Extensions = new Dictionary<string, object?> { [HistoryJson.History] = Document(history, lookup) },
        };

    private static string NoPrices(PriceHistoryKey key, string source)
    {
        var day = key.Replay is { } replay ? string.Create(CultureInfo.InvariantCulture, $" before {replay:yyyy-MM-dd}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"No prices for {key.Symbol} in the last {key.Days} days{day} ({source}).");
    }

    private static JsonElement Document(PriceHistory history, HistoryLookup lookup)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = Json.Writer(buffer)) HistoryReport.WriteJson(json, history, lookup);
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
