using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Technic.Silo.Tests;

/// <summary>A collector of telemetry (OTLP over HTTP).</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<string> _metrics = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _traces = Channel.CreateUnbounded<string>();

    private OtlpCollector(WebApplication app) => _app = app;

    /// <summary>The received bodies, protobuf as Latin-1, in which texts are readable.</summary>
    public ChannelReader<string> Metrics => _metrics.Reader;

    /// <inheritdoc cref="Metrics"/>
    public ChannelReader<string> Traces => _traces.Reader;

    /// <summary>The variables that send telemetry here.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new OtlpCollector(app);
        app.MapPost("/v1/metrics", (HttpRequest request) => TakeAsync(request, collector._metrics.Writer));
        app.MapPost("/v1/traces", (HttpRequest request) => TakeAsync(request, collector._traces.Writer));
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<IResult> TakeAsync(HttpRequest request, ChannelWriter<string> received)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        await received.WriteAsync(Encoding.Latin1.GetString(body.ToArray()));
        return Results.Ok();
    }
}
