using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;
using Technic.FakePolygon;
using Technic.Front;
using Technic.Silo.Hosting;
using Technic.Silo.Settings;
using Technic.Testing;

namespace Technic.Silo.Tests;

/// <summary>The traces of a front and a silo, which are connected by a socket, with PostgreSQL and a provider.</summary>
public sealed class TraceTests
{
    private const string Http = "Microsoft.AspNetCore", HttpClients = "System.Net.Http", Database = "Npgsql";

    [Fact]
    public async Task A_scan_is_one_trace_from_the_request_to_the_provider_and_the_database()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var polygon = await FakePolygonServer.StartAsync(
            await FakeMarket.SyntheticAsync(20, new DateOnly(2024, 1, 1), DateOnly.FromDateTime(DateTime.UtcNow.Date)));
        var database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        string[] shared =
        [
            "--Technic:Cluster=postgres", $"--Technic:Postgres={database}",
            .. collector.Environment.Select(pair => $"--{pair.Key}={pair.Value}"),
        ];
        using var silo = await StartSiloAsync(
            [.. shared, $"--Technic:PolygonUrl={polygon.BaseAddress}", "--Technic:Rate=0", "--Technic:Address=127.0.0.1"]);
        var spans = new List<Activity>();
        await using var front = await StartFrontAsync(shared, spans);
        // A client without a trace of its own: the test is in the process of the servers.
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = new Uri(front.Urls.Single()), Timeout = TimeSpan.FromSeconds(60),
        };
        await UntilReadyAsync(http);

        using var scanned = await http.PostAsync("/api/scans", new StringContent("{}", Encoding.UTF8, "application/json"));
        var request = await EndOfRequestAsync(spans);
        await silo.StopAsync();
        await front.StopAsync();

        Assert.Equal(HttpStatusCode.OK, scanned.StatusCode);
        Activity[] trace = [.. spans.Where(span => span.TraceId == request.TraceId)];
        Assert.Contains(trace, span => IsBelow(span, request, trace) && Calls(span, "IScanGrain", "scan/"));
        var partition = trace.First(span => span.Kind == ActivityKind.Server && Calls(span, "IScanPartitionGrain"));
        Assert.True(IsBelow(partition, request, trace), "The call of a partition is not below the request.");
        Assert.Contains(trace, span => span.Source.Name == HttpClients && IsBelow(span, request, trace)
            && span.GetTagItem("url.full") is string url && url.StartsWith(polygon.BaseAddress.ToString(), StringComparison.Ordinal));
        Assert.Contains(trace, span => span.Source.Name == Database && IsBelow(span, request, trace));
        Assert.Contains(trace, span => span.Source.Name == Database && trace.Any(call =>
            call.Kind == ActivityKind.Server && Calls(call, "IScanPartitionGrain", "IMarketDayGrain") && IsBelow(span, call, trace)));
        // No trace begins with work in the background or with a health check.
        Assert.All(spans.Where(span => span.ParentSpanId == default), root => Assert.Equal(Http, root.Source.Name));
        Assert.DoesNotContain(spans, span => PathOf(span)?.StartsWith("/health", StringComparison.Ordinal) == true);
        Assert.True(collector.Traces.TryRead(out var sent) && sent.Contains("technic-", StringComparison.Ordinal), "Nothing was sent.");
    }

    private static async Task<IHost> StartSiloAsync(string[] arguments)
    {
        var configuration = SiloConfiguration.Of([.. arguments, Port("SiloPort"), Port("GatewayPort"), Port("HttpPort")]);
        var settings = SiloSettings.Read(configuration);
        var source = PreparedSource.Of(settings.Source, TimeProvider.System, CancellationToken.None);
        var host = SiloHost.Build(settings, source, configuration);
        await host.StartAsync();
        return host;

        static string Port(string key) =>
            string.Create(CultureInfo.InvariantCulture, $"--Technic:{key}={RunningSilo.FreePort()}");
    }

    private static async Task<WebApplication> StartFrontAsync(string[] arguments, List<Activity> spans)
    {
        var front = FrontHost.Build([.. arguments, "--urls=http://127.0.0.1:0"], builder =>
            builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddInMemoryExporter(spans)));
        await front.StartAsync();
        return front;
    }

    private static async Task UntilReadyAsync(HttpClient http)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var answer = await http.GetAsync("/health/ready", deadline.Token);
            if (answer.StatusCode == HttpStatusCode.OK) return;
            await Task.Delay(20, deadline.Token);
        }
    }

    /// <summary>Whether a span is a call of one of these grains; calls of streams have the grain in their target only.</summary>
    private static bool Calls(Activity span, params string[] grains) => Array.Exists(grains, grain =>
        span.DisplayName.Contains(grain, StringComparison.OrdinalIgnoreCase)
        || span.TagObjects.Any(tag => tag.Key.EndsWith("target_id", StringComparison.Ordinal)
            && tag.Value is string target && target.StartsWith(grain, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The span of the request, which ends after its response was sent.</summary>
    private static async Task<Activity> EndOfRequestAsync(List<Activity> spans)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (spans.ToArray().FirstOrDefault(span => span.Source.Name == Http && PathOf(span) == "/api/scans") is { } request)
                return request;
            await Task.Delay(20, deadline.Token);
        }
    }

    private static string? PathOf(Activity span) => span.GetTagItem("url.path") as string;

    private static bool IsBelow(Activity span, Activity above, Activity[] trace)
    {
        for (Activity? next = span; next is not null; next = trace.FirstOrDefault(parent => parent.SpanId == next.ParentSpanId))
        {
            if (next.SpanId == above.SpanId) return true;
        }
        return false;
    }
}
