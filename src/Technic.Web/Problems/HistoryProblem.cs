using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Histories;
using Technic.Core.Reports;
using Technic.Web.Wire;

namespace Technic.Web.Problems;

/// <summary>A lookup that brought no bars.</summary>
internal static class HistoryProblem
{
    /// <summary>Why there are no bars to work with; <c>null</c> when there are some.</summary>
    public static Problem? Of(PriceHistoryKey key, HistoryLookup lookup) => lookup switch
    {
        { Succeeded: false } => Failed(key, lookup),
        { History.IsEmpty: true } => WithoutBars(lookup.History, lookup),
        _ => null,
    };

    private static Problem Failed(PriceHistoryKey key, HistoryLookup lookup) => Problem.Unavailable(lookup.Problem ?? $"There is no history of {key.Symbol}.") with
    {
        Extensions = new Dictionary<string, object?> { [HistoryJson.Failure] = lookup.Failure?.ToString(), [HistoryJson.Requests] = lookup.Requests },
    };

    // That the provider has no bars is knowledge too, with an age and a tier: a program finds it beside the sentence.
    private static Problem WithoutBars(PriceHistory history, HistoryLookup lookup) =>
        new(StatusCodes.Status404NotFound, "No bars", $"{history.Source} has no bars of {history.Key.Symbol} in the window of {history.Key}.")
        {
            Extensions = new Dictionary<string, object?> { [HistoryJson.History] = Document(history, lookup) },
        };

    private static JsonElement Document(PriceHistory history, HistoryLookup lookup)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = Json.Writer(buffer)) HistoryReport.WriteJson(json, history, lookup);
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
