using System.Net;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Scans;
using Technic.Web.Wire;

namespace Technic.Web.Client;

/// <summary>A problem that a server told its client.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Sentence">What went wrong, for a person.</param>
/// <param name="Document">The problem document; <c>null</c> when the answer was none.</param>
internal sealed record ProblemAnswer(HttpStatusCode Status, string Sentence, JsonElement? Document)
{
    /// <summary>Reads the answer to a request that failed, whoever gave it.</summary>
    public static async Task<ProblemAnswer> ReadAsync(HttpResponseMessage answer, string address, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
            return Of(document.RootElement.Clone(), address, answer.StatusCode) with { Status = answer.StatusCode };
        }
        catch (Exception problem) when (problem is JsonException or HttpRequestException or IOException)
        {
            return Foreign(answer.StatusCode, address);
        }
    }

    /// <summary>Takes a problem document.</summary>
    /// <param name="document">What should be one.</param>
    /// <param name="address">Who sent it.</param>
    /// <param name="status">The status of the answer that it stands in.</param>
    public static ProblemAnswer Of(JsonElement document, string address, HttpStatusCode status = HttpStatusCode.OK) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String
        && document.TryGetProperty("status", out var told) && told.ValueKind == JsonValueKind.Number && told.TryGetInt32(out var number)
            ? new ProblemAnswer((HttpStatusCode)number, detail.GetString()!, document)
            : Foreign(status, address);

    /// <summary>What an engine throws for it.</summary>
    public Exception ToException() =>
        Status == HttpStatusCode.BadRequest && Document is not null ? new ScanRequestException(Sentence) : new ScanFailedException(Sentence);

    /// <summary>The lookup that the problem is about: without bars, or failed; <c>null</c> when it is about something else.</summary>
    public HistoryLookup? Lookup()
    {
        if (Document is not { } document) return null;
        if (document.TryGetProperty(HistoryJson.History, out var history)) return HistoryJson.Read(history);
        if (!document.TryGetProperty(HistoryJson.Requests, out var requests)) return null;
        return new HistoryLookup(null, Tier.Provider, requests.GetInt32(), IsStale: false, Sentence, document.WordOrNone<PriceSourceFailure>(HistoryJson.Failure));
    }

    private static ProblemAnswer Foreign(HttpStatusCode status, string address) =>
        new(status, $"What answers at {address} is no Technic server: its answer, with status {(int)status}, cannot be read.", null);
}
