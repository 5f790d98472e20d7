using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Technic.Core.Engine;
using Technic.ServiceDefaults;

namespace Technic.Web.Tests;

/// <summary>Technic.Web with a real Kestrel server on a free port.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<WebServer> StartAsync(
        IScanEngine engine, TimeProvider time, TechnicWebOptions? options = null, Action<IServiceCollection>? configure =
            null, IPAddress? address = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address ?? IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(engine);
        builder.Services.AddHealthChecks();
        configure?.Invoke(builder.Services);
        builder.Services.AddTechnicWeb(options);
        var app = builder.Build();
        app.MapTechnic();
        app.MapHealth();
        await app.StartAsync();
        return new WebServer(app);
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>
    /// Every mapped API route, e.g. <c>GET /api/columns</c>, without pages.
    /// </summary>
    public IEnumerable<string> Routes =>
        from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null
            || endpoint.RoutePattern.RawText!.Contains("/openapi/")
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}";

    /// <summary>Stops the server.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
