using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Technic.Core.Histories;

namespace Technic.ServiceDefaults;

/// <summary>Adds metrics and traces (OpenTelemetry) to a service.</summary>
public static class TelemetryHosting
{
    /// <summary>The endpoint that Prometheus reads.</summary>
    public const string MetricsPath = "/metrics";

    // The names of libraries' own meters and sources. A service without Orleans or PostgreSQL simply has no numbers of theirs.
    private const string Orleans = "Microsoft.Orleans", OrleansSources = "Microsoft.Orleans.*", Npgsql = "Npgsql";

    /// <summary>
    /// Adds the metrics of Technic, ASP.NET Core, HTTP clients, the runtime, Orleans and Npgsql, for <c>/metrics</c> and, with an endpoint,
    /// OTLP; and, with an endpoint, traces. The other <c>OTEL_…</c> variables apply too. Register it first, because services stop in
    /// reverse order and the last metrics are sent at the end.
    /// </summary>
    /// <param name="services">The services. The configuration must contain the <c>OTEL_…</c> variables.</param>
    /// <param name="settings">Where telemetry is sent.</param>
    /// <param name="service">The name of the service, e.g. <c>technic-silo</c>.</param>
    /// <param name="instance">The name of the process among others of the service.</param>
    public static IServiceCollection AddTelemetry(
        this IServiceCollection services, TelemetrySettings settings, string service, string instance)
    {
        var version = typeof(TelemetryHosting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        services.AddHostedService<TelemetryFlush>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service, serviceVersion: version, serviceInstanceId: instance))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(CacheCounters.MeterName, Orleans, Npgsql)
                    .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation()
                    .AddPrometheusExporter();
                if (settings.SendsMetrics) metrics.AddOtlpExporter();
            });
        if (settings.SendsTraces) telemetry.WithTracing(traces => AddTraces(traces, settings).AddOtlpExporter());
        return services;
    }

    /// <summary>Maps <see cref="MetricsPath"/>. A server with API keys requires one, as for all other endpoints.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapPrometheusScrapingEndpoint(MetricsPath);

    private static TracerProviderBuilder AddTraces(TracerProviderBuilder traces, TelemetrySettings settings)
    {
        if (!settings.HasSampler) traces.SetSampler(new ParentBasedSampler(new RequestSampler()));
        return traces.AddSource(CacheCounters.MeterName, OrleansSources, Npgsql)
            .AddAspNetCoreInstrumentation(requests => requests.Filter = IsTraced)
            .AddHttpClientInstrumentation();
    }

    private static bool IsTraced(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments(MetricsPath);
}
