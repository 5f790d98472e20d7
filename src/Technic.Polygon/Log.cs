using Microsoft.Extensions.Logging;

namespace Technic.Polygon;

/// <summary>The log messages of the client. Addresses are logged without host and never contain a key.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "GET {Path}: {Status} after {Milliseconds:0} ms, {Bytes} bytes")]
    public static partial void Answered(this ILogger logger, string path, int status, double milliseconds, int bytes);

    [LoggerMessage(2, LogLevel.Warning, "Polygon returned no {What} yet: {Reason}; retry {Retry} of {Retries} in {Milliseconds:0} ms")]
    public static partial void Retrying(this ILogger logger, string what, string reason, int retry, int retries, double milliseconds);

    [LoggerMessage(3, LogLevel.Warning, "Polygon's quota is used up ({What}): all requests pause for {Seconds:0.#} s")]
    public static partial void SlowedDown(this ILogger logger, string what, double seconds);

    [LoggerMessage(4, LogLevel.Error, "Too many requests to Polygon failed ({Reason}): no requests for {Seconds:0.#} s")]
    public static partial void CircuitOpened(this ILogger logger, string reason, double seconds);

    [LoggerMessage(5, LogLevel.Information, "Polygon responds again")]
    public static partial void CircuitClosed(this ILogger logger);

    [LoggerMessage(
        6, LogLevel.Warning,
        "{Bars} {What} were dropped: {OutOfRange} outside the range, {Repeated} repeated, {Impossible} impossible")]
    public static partial void Defective(this ILogger logger, int bars, string what, int outOfRange, int repeated, int impossible);

    [LoggerMessage(7, LogLevel.Warning, "{Rows} of {What} were dropped: {Reason}")]
    public static partial void RowsLeftOut(this ILogger logger, int rows, string what, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Polygon refuses or lacks {New}: using the deprecated {Old} for {What} from now on")]
    public static partial void FellBack(this ILogger logger, string what, string @new, string old);
}
