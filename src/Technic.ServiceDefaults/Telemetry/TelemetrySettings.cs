using Microsoft.Extensions.Configuration;

namespace Technic.ServiceDefaults;

/// <summary>Where telemetry is sent, from the standard variables <c>OTEL_EXPORTER_OTLP_…ENDPOINT</c>. By default nothing is sent.</summary>
/// <param name="SendsMetrics">Whether metrics are sent to a collector. They can always be read from <c>/metrics</c>.</param>
/// <param name="SendsTraces">Whether traces are recorded and sent to a collector.</param>
/// <param name="HasSampler">Whether <c>OTEL_TRACES_SAMPLER</c> decides which traces are recorded.</param>
public sealed record TelemetrySettings(bool SendsMetrics, bool SendsTraces, bool HasSampler)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ServiceSettingsException">An endpoint is not a URL.</exception>
    public static TelemetrySettings Read(IConfiguration configuration)
    {
        var all = IsSet(configuration, Endpoint);
        var metrics = IsSet(configuration, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
        var traces = IsSet(configuration, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        return new TelemetrySettings(
            all || metrics, all || traces, !string.IsNullOrWhiteSpace(configuration["OTEL_TRACES_SAMPLER"]));
    }

    private static bool IsSet(IConfiguration configuration, string key)
    {
        if (configuration[key] is not { } text || string.IsNullOrWhiteSpace(text)) return false;
        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint)
            && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps)
            ? true
            : throw new ServiceSettingsException($"{key} must be a URL that begins with http:// or https://.");
    }
}
