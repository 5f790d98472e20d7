using Microsoft.Extensions.Logging;

namespace Technic.Polygon;

/// <summary>What the client logs. Addresses are logged without host and never hold a key.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "GET {Path}: {Status} after {Milliseconds:0} ms, {Bytes} bytes")]
    public static partial void Answered(this ILogger logger, string path, int status, double milliseconds, int bytes);

    [LoggerMessage(2, LogLevel.Warning, "Polygon gave no {What} yet: {Reason}; retry {Retry} of {Retries} in {Milliseconds:0} ms")]
    public static partial void Retrying(this ILogger logger, string what, string reason, int retry, int retries, double milliseconds);

    [LoggerMessage(3, LogLevel.Warning, "Polygon's quota is used up ({What}): every request pauses for {Seconds:0.#} s")]
    public static partial void SlowedDown(this ILogger logger, string what, double seconds);

    [LoggerMessage(4, LogLevel.Error, "Too many requests to Polygon failed ({Reason}): it is not asked for {Seconds:0.#} s")]
    public static partial void CircuitOpened(this ILogger logger, string reason, double seconds);

    [LoggerMessage(5, LogLevel.Information, "Polygon answers again")]
    public static partial void CircuitClosed(this ILogger logger);

    [LoggerMessage(
        6, LogLevel.Warning,
        "{Bars} {What} were not used as sent: {OutOfRange} outside the range, {Repeated} repeated, {Impossible} impossible")]
    public static partial void Defective(this ILogger logger, int bars, string what, int outOfRange, int repeated, int impossible);

    [LoggerMessage(7, LogLevel.Warning, "{Rows} of {What} were left out: {Reason}")]
    public static partial void RowsLeftOut(this ILogger logger, int rows, string what, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Polygon refuses or lacks {New}: the {What} come from the deprecated {Old} from now on")]
    public static partial void FellBack(this ILogger logger, string what, string @new, string old);
}
