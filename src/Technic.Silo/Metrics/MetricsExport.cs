using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Technic.Core.Histories;
using Technic.Silo.Settings;

namespace Technic.Silo.Metrics;

/// <summary>
/// Exports the metrics of Technic and Orleans over OTLP, configured by the <c>OTEL_…</c> environment variables. Flushes on shutdown.
/// </summary>
internal sealed class MetricsExport(SiloSettings settings) : IHostedService, IDisposable
{
    private const string Orleans = "Microsoft.Orleans";
    private const int FlushMilliseconds = 2_000;

    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("technic-silo", serviceInstanceId: settings.Name))
            .AddMeter(CacheCounters.MeterName, Orleans)
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.Run(() => _provider?.Shutdown(FlushMilliseconds), CancellationToken.None);

    public void Dispose() => _provider?.Dispose();
}
