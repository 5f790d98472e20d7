using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Web.Polygon;
using Technic.Web.Security;

namespace Technic.Web.Problems;

/// <summary>
/// What went wrong, as the caller is told it: a status, and a problem document (RFC 9457) with one sentence in <c>detail</c>.
/// </summary>
internal sealed record Problem(int Status, string Title, string Sentence)
{
    public const string ContentType = "application/problem+json";

    /// <summary>When asking again may help; <c>null</c> when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What a program may want to know beside the sentence.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = new Dictionary<string, object?>();

    /// <summary>Whether nobody foresaw it: the caller learns nothing of it, the log everything.</summary>
    public bool IsDefect => Status == StatusCodes.Status500InternalServerError;

    public static Problem Refused(string sentence) => new(StatusCodes.Status400BadRequest, "The request cannot be carried out", sentence);

    public static Problem Unavailable(string sentence) =>
        new(StatusCodes.Status503ServiceUnavailable, "The service is not available now", sentence) { RetryAfter = TimeSpan.FromSeconds(2) };

    public static Problem Busy(string sentence) =>
        new(StatusCodes.Status429TooManyRequests, "Too much at a time", sentence) { RetryAfter = TimeSpan.FromSeconds(1) };

    public static Problem TooFast(int perSecond) => new(
        StatusCodes.Status429TooManyRequests, "Too many requests", $"More than {perSecond} requests a second came from this caller; try again in a moment.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static Problem NotFound(string sentence) => new(StatusCodes.Status404NotFound, "Not found", sentence);

    public static Problem Conflict(string sentence) => new(StatusCodes.Status409Conflict, "Not now", sentence);

    public static Problem Forbidden(string sentence) => new(StatusCodes.Status403Forbidden, "The request is not allowed", sentence);

    /// <summary>
    /// What an exception means for the caller. A cancellation is one of the server's: a caller that left is told nothing.
    /// </summary>
    public static Problem Of(Exception exception) => exception switch
    {
        ScanRequestException => Refused(exception.Message),
        BusyException => Busy(exception.Message),
        BadHttpRequestException bad => OfStatus(bad.StatusCode) with { Sentence = bad.Message },
        ScanFailedException => new(StatusCodes.Status502BadGateway, "The scan cannot go on", exception.Message),
        PriceSourceException or EngineUnavailableException => Unavailable(exception.Message),
        OperationCanceledException => Unavailable("The server is shutting down."),
        _ => new(StatusCodes.Status500InternalServerError, "The server failed", "The server failed in a way it should not; its log has the details."),
    };

    /// <summary>What a bare status means, for answers that come from the web server and not from an endpoint.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => new(status, "Not found", "There is nothing at this address; /openapi/v1.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => new(status, "Method not allowed", "This address does not know the method; the header Allow lists those it knows."),
        StatusCodes.Status413PayloadTooLarge => new(status, "The body is too large", "The body is larger than this server reads."),
        StatusCodes.Status415UnsupportedMediaType => new(status, "Unsupported media type", "The body has to be JSON, with the header Content-Type: application/json."),
        _ => new(status, "The request failed", $"The request ended with status {status.ToString(CultureInfo.InvariantCulture)}."),
    };

    public ProblemDetails Document()
    {
        var document = new ProblemDetails { Type = "about:blank", Status = Status, Title = Title, Detail = Sentence };
        foreach (var (name, value) in Extensions) document.Extensions[name] = value;
        return document;
    }

    /// <summary>Answers a request with the document.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        if (RetryAfter is { } pause) context.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Addresses.AreOfPolygon(context.Request.Path) ? PolygonProblem.AnswerAsync(context, this) : TypedResults.Problem(Document()).ExecuteAsync(context);
    }
}
