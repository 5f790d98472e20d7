using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Technic.Core.Market.Calendar;

namespace Technic.FakePolygon;

/// <summary>A real HTTP server on the loopback interface that implements Polygon's contract, with faults on demand.</summary>
public sealed class FakePolygonServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FakePolygonOptions _options;

    private FakePolygonServer(WebApplication app, FakeMarket market, FakePolygonOptions options)
    {
        _app = app;
        _options = options;
        Market = market;
    }

    /// <summary>Its address, e.g. <c>http://127.0.0.1:40123</c>.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>Its data; it may change while the server runs.</summary>
    public FakeMarket Market { get; }

    /// <summary>Its faults.</summary>
    public FaultRules Faults { get; } = new();

    /// <summary>Answers by path, which replace those of the market.</summary>
    public ConcurrentDictionary<string, byte[]> Answers { get; } = new();

    /// <summary>The requests that it received.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Starts a server; dispose it to stop it.</summary>
    public static async Task<FakePolygonServer> StartAsync(
        FakeMarket market, FakePolygonOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new FakePolygonOptions();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);

        var server = new FakePolygonServer(builder.Build(), market, options);
        server._app.Use(server.AnswerAsync);
        server._app.UseRouting();
        new AggregatesEndpoints(market, options).Map(server._app);
        new ReferenceEndpoints(market, options).Map(server._app);
        server._app.MapFallback(context => JsonAnswer.SendErrorAsync(context, 404, "Not found."));
        await server._app.StartAsync(cancellationToken);
        var features = server._app.Services.GetRequiredService<IServer>().Features;
        server.BaseAddress = new Uri(features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <summary>The address of the whole market's bars of one day, as traded.</summary>
    public Uri AddressOf(DateOnly day) => new(
        BaseAddress,
        $"/v2/aggs/grouped/locale/us/market/stocks/{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"
        + "?adjusted=false&include_otc=false");

    /// <summary>
    /// Creates the whole-market responses of these days, so that later they are only sent (<see cref="FakePolygonOptions.KeepsAnswers"/>).
    /// </summary>
    public async Task PrepareAsync(DateOnly from, DateOnly to)
    {
        using var http = new HttpClient();
        if (_options.Key is { } key) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(from, to)) await http.GetByteArrayAsync(AddressOf(day));
        Requests.Clear();
    }

    /// <summary>Runs until Ctrl-C or a signal to end.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Logs a request and responds: with a refusal, a fault or the requested data.</summary>
    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var request = new LoggedRequest
        {
            At = _options.Time.GetUtcNow(),
            Path = context.Request.Path.Value ?? "",
            Url = context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            Authorization = context.Request.Headers.Authorization.ToString(),
        };
        Requests.Begin(request);
        try
        {
            if (_options.Latency > TimeSpan.Zero) await Task.Delay(_options.Latency, _options.Time, context.RequestAborted);
            await (Faults.Take(request) is { } fault ? fault.Act(context, Authorized(next)) : Authorized(next)(context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected, or the server stops.
        }
        finally
        {
            Requests.End(request, context.RequestAborted.IsCancellationRequested);
        }
    }

    private RequestDelegate Authorized(RequestDelegate next) => context =>
        _options.Key is null || context.Request.Headers.Authorization == $"Bearer {_options.Key}"
            ? Answers.TryGetValue(context.Request.Path.Value ?? "", out var answer) ? JsonAnswer.SendAsync(context, answer) : next(context)
            : JsonAnswer.SendErrorAsync(context, 401, "Unknown API Key");
}
