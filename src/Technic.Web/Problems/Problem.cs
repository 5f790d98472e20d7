using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Technic.Core.Engine;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Web.Polygon;
using Technic.Web.Security;

namespace Technic.Web.Problems;

/// <summary>
/// An error response: a status code and a problem document (RFC 9457) with the error message in <c>detail</c>.
/// </summary>
internal sealed record Problem(int Status, string Title, string Detail)
{
    public const string ContentType = "application/problem+json";
    public const string NotJson = "The request body must be JSON (Content-Type: application/json).";

    /// <summary>When the client can try again; <c>null</c> if a retry does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Additional members of the problem document.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = new Dictionary<string, object?>();

    /// <summary>Whether the error is unexpected. Only the log contains its details.</summary>
    public bool IsDefect => Status == StatusCodes.Status500InternalServerError;

    public static Problem BadRequest(string detail) => new(StatusCodes.Status400BadRequest, "Invalid request", detail);

    public static Problem Unavailable(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, "Service unavailable", detail) { RetryAfter = TimeSpan.FromSeconds(2) };

    public static Problem Busy(string detail) =>
        new(StatusCodes.Status429TooManyRequests, "Too many concurrent requests", detail) { RetryAfter = TimeSpan.FromSeconds(1) };

    public static Problem TooFast(int perSecond) => new(
        StatusCodes.Status429TooManyRequests, "Too many requests", $"Rate limit exceeded ({perSecond} per second). Try again later.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static Problem NotFound(string detail) => new(StatusCodes.Status404NotFound, "Not found", detail);

    public static Problem Conflict(string detail) => new(StatusCodes.Status409Conflict, "Conflict", detail);

    public static Problem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, "Forbidden", detail);

    /// <summary>Maps an exception to a problem. A cancellation means that the server is shutting down.</summary>
    public static Problem Of(Exception exception) => exception switch
    {
        ScanRequestException => BadRequest(exception.Message),
        BusyException or TooManyScansException => Busy(exception.Message),
        BadHttpRequestException bad => OfStatus(bad.StatusCode) with { Detail = bad.Message },
        ScanFailedException => new(StatusCodes.Status502BadGateway, "Scan failed", exception.Message),
        PriceSourceException or EngineUnavailableException or HistoryStoreException => Unavailable(exception.Message),
        UnsupportedByEngineException => new(StatusCodes.Status501NotImplemented, "Not supported", exception.Message),
        OperationCanceledException => Unavailable("The server is shutting down."),
        _ => new(StatusCodes.Status500InternalServerError, "Internal server error",
            "Internal server error. See the server log for details."),
    };

    /// <summary>Maps the failure of a scan to a problem.</summary>
    public static Problem Of(JobFailure failure) => failure.Kind switch
    {
        JobFailureKind.Refused => BadRequest(failure.Message),
        JobFailureKind.Failed => new(StatusCodes.Status502BadGateway, "Scan failed", failure.Message),
        JobFailureKind.Unavailable => Unavailable(failure.Message),
        JobFailureKind.Cancelled => Conflict(failure.Message) with { Title = "Cancelled" },
        JobFailureKind.Unknown => NotFound(failure.Message),
        _ => new(StatusCodes.Status500InternalServerError, "Internal server error", failure.Message),
    };

    /// <summary>The failure of a scan that this problem describes.</summary>
    public JobFailure ToFailure() => new(
        Status switch
        {
            StatusCodes.Status400BadRequest => JobFailureKind.Refused,
            StatusCodes.Status502BadGateway => JobFailureKind.Failed,
            StatusCodes.Status500InternalServerError => JobFailureKind.Unexpected,
            _ => JobFailureKind.Unavailable,
        },
        Detail);

    /// <summary>Maps a status code of the web server to a problem.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => new(status, "Not found", "Not found. See /openapi/v1.json for the available endpoints."),
        StatusCodes.Status405MethodNotAllowed => new(status, "Method not allowed", "Method not allowed. See the Allow header."),
        StatusCodes.Status406NotAcceptable => new(status, "Not acceptable", "No type of the Accept header is available."),
        StatusCodes.Status413PayloadTooLarge =>
            new(status, "Request body too large", "The request body exceeds the size limit of this server."),
        StatusCodes.Status415UnsupportedMediaType => new(status, "Unsupported media type", NotJson),
        _ => new(status, "Request failed", $"The request failed with status {status.ToString(CultureInfo.InvariantCulture)}."),
    };

    public ProblemDetails Document()
    {
        var document = new ProblemDetails { Type = "about:blank", Status = Status, Title = Title, Detail = Detail };
        foreach (var (name, value) in Extensions) document.Extensions[name] = value;
        return document;
    }

    /// <summary>Writes the problem document to the response.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        if (RetryAfter is { } pause)
            context.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Addresses.IsPolygonApi(context.Request.Path)
            ? PolygonProblem.AnswerAsync(context, this)
            : TypedResults.Problem(Document()).ExecuteAsync(context);
    }
}

/// <summary>The result of an endpoint that reports a problem.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => problem.AnswerAsync(httpContext);
}
