using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Technic.Silo.Tests;

public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_are_exported_to_the_collector_before_the_silo_stops()
    {
        var received = Channel.CreateUnbounded<string>();
        await using var collector = await CollectAsync(received.Writer);
        var endpoint = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        await using var silo = RunningSilo.Start(environment, "Cluster=localhost", "Name=silo-1");
        await silo.WaitUntilReadyAsync();

        silo.Terminate();
        await silo.WaitForExitAsync();

        Assert.True(received.Reader.TryRead(out var metrics), "Nothing was sent.");
        Assert.Contains("technic.cache.hits", metrics, StringComparison.Ordinal);
        Assert.Contains("orleans-", metrics, StringComparison.Ordinal);
        Assert.Contains("technic-silo", metrics, StringComparison.Ordinal);
        Assert.Contains("silo-1", metrics, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> CollectAsync(ChannelWriter<string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/metrics", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            await received.WriteAsync(Encoding.Latin1.GetString(body.ToArray()));
            return Results.Ok();
        });
        await app.StartAsync();
        return app;
    }
}
