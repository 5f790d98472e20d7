using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Caching;
using Technic.Core.MarketData;
using Technic.Core.Reporting;
using Technic.Core.Scanning;
using Technic.Web.Answers;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary><c>/api/history</c>: one symbol's bars through the tiers.</summary>
internal static class HistoryApi
{
    public static void MapHistory(this IEndpointRouteBuilder api) =>
        api.MapGet($"/history/{{{RequestedHistory.Symbol}}}", GetAsync).WithName("getHistory").WithTags("Histories")
            .WithSummary("The bars of a symbol, the tier they came from and how old they are.")
            .Describe(new ApiShape(Shapes.History) { Path = [(RequestedHistory.Symbol, "The ticker, e.g. AAPL or BRK.B.")], Query = ScanFields.Window })
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> GetAsync(RequestedHistory requested, IScanEngine engine, CancellationToken cancellationToken)
    {
        var lookup = await engine.GetHistoryAsync(requested.Key, cancellationToken).ConfigureAwait(false);
        return lookup switch
        {
            { Succeeded: false } => new ProblemResult(Failed(requested.Key, lookup)),
            { History.IsEmpty: true } => new ProblemResult(WithoutBars(lookup.History, lookup)),
            _ => new JsonAnswer(json => HistoryReport.WriteJson(json, lookup.History, lookup)),
        };
    }

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
