using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Technic.Core.Text;

namespace Technic.ServiceDefaults;

/// <summary>The log of a service: one line per message on standard output, as text or JSON.</summary>
public static class ServiceLog
{
    /// <summary>The format: text (default) or json. <c>Logging:Console:FormatterName</c> overrides it.</summary>
    public const string FormatKey = "Technic:Logging";

    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    /// <summary>Configures the log. The section <c>Logging</c> overrides the levels.</summary>
    /// <param name="logging">The log.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="technic">The minimum level of Technic's categories; other categories log warnings.</param>
    /// <param name="errorStream">Whether the log is on standard error, because standard output has another use.</param>
    /// <exception cref="ServiceSettingsException">Unknown format.</exception>
    public static ILoggingBuilder AddServiceLog(
        this ILoggingBuilder logging, IConfiguration configuration, LogLevel technic, bool errorStream = false)
    {
        var format = FormatOf(configuration);
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Technic", technic);
        // The process reports startup errors; the health endpoint reports readiness.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        // The messages of this category can contain API keys of malformed requests.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Information);
        return logging.AddServiceConsole(format, errorStream);
    }

    /// <summary>Whether the log is JSON.</summary>
    /// <exception cref="ServiceSettingsException">Unknown format.</exception>
    public static bool IsJson(IConfiguration configuration) => FormatOf(configuration) == ConsoleFormatterNames.Json;

    private static ILoggingBuilder AddServiceConsole(this ILoggingBuilder logging, string format, bool errorStream)
    {
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        // Before the console, whose section of the configuration overrides these defaults.
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.FormatterName = format;
            if (errorStream) console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.Services.Configure<SimpleConsoleFormatterOptions>(text =>
        {
            text.SingleLine = true;
            text.ColorBehavior = LoggerColorBehavior.Disabled;
            text.UseUtcTimestamp = true;
            text.TimestampFormat = Timestamp;
        });
        logging.Services.Configure<JsonConsoleFormatterOptions>(json =>
        {
            json.UseUtcTimestamp = true;
            json.TimestampFormat = Timestamp.TrimEnd();
            // The scopes contain the ids of the trace.
            json.IncludeScopes = true;
        });
        return logging.AddConsole();
    }

    private static string FormatOf(IConfiguration configuration) => configuration[FormatKey]?.Trim().ToLowerInvariant() switch
    {
        null or "" or "text" => ConsoleFormatterNames.Simple,
        "json" => ConsoleFormatterNames.Json,
        var other => throw new ServiceSettingsException($"Invalid {FormatKey} '{Printable.Of(other)}': expected text or json."),
    };
}
