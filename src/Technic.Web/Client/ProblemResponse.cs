using System.Net;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Scans;
using Technic.Web.Wire;

namespace Technic.Web.Client;

/// <summary>An error response of a server.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Detail">The error message.</param>
/// <param name="Document">The problem document; <c>null</c> if the response is not one.</param>
internal sealed record ProblemResponse(HttpStatusCode Status, string Detail, JsonElement? Document)
{
    /// <summary>Reads the response to a failed request.</summary>
    public static async Task<ProblemResponse> ReadAsync(HttpResponseMessage answer, string address, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
            return Of(document.RootElement.Clone(), address, answer.StatusCode) with { Status = answer.StatusCode };
        }
        catch (Exception problem) when (problem is JsonException or HttpRequestException or IOException)
        {
            return UnexpectedResponse(answer.StatusCode, address);
        }
    }

    /// <summary>Reads a problem document.</summary>
    /// <param name="document">The JSON of the response.</param>
    /// <param name="address">The address of the server.</param>
    /// <param name="status">The status code of the response.</param>
    public static ProblemResponse Of(JsonElement document, string address, HttpStatusCode status = HttpStatusCode.OK) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String
        && document.TryGetProperty("status", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number)
            ? new ProblemResponse((HttpStatusCode)number, detail.GetString()!, document)
            : UnexpectedResponse(status, address);

    /// <summary>Returns the exception that an engine throws for this error.</summary>
    public Exception ToException() =>
        Status == HttpStatusCode.BadRequest && Document is not null ? new ScanRequestException(Detail) : new ScanFailedException(Detail);

    /// <summary>Returns the lookup without bars or the failed lookup; <c>null</c> for other errors.</summary>
    public HistoryLookup? Lookup()
    {
        if (Document is not { } document) return null;
        if (document.TryGetProperty(HistoryJson.History, out var history)) return HistoryJson.Read(history);
        if (!document.TryGetProperty(HistoryJson.Requests, out var requests)) return null;
        return new HistoryLookup(
            null, Tier.Provider, requests.GetInt32(), IsStale: false, Detail, document.WordOrNone<PriceSourceFailure>(HistoryJson.Failure));
    }

    private static ProblemResponse UnexpectedResponse(HttpStatusCode status, string address) =>
        new(status, $"Unexpected response from {address} (status {(int)status}): not a Technic server.", null);
}
