using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Web.Apis;
using Technic.Web.Mcp;
using Technic.Web.OpenApi;
using Technic.Web.Pages;
using Technic.Web.Polygon;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Scans;
using Technic.Web.Security;

namespace Technic.Web;

/// <summary>
/// The web server of Technic. The host registers an <see cref="IScanEngine"/>, configures the addresses, and maps
/// endpoints for its operation.
/// </summary>
public static class TechnicWeb
{
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);

    // Disconnects slow clients, because their responses occupy memory.
    private static readonly MinDataRate MinResponseRate = new(bytesPerSecond: 16_384, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>Adds the services of the endpoints and configures Kestrel's limits. Register Kestrel first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">Kestrel is not registered.</exception>
    public static IServiceCollection AddTechnicWeb(this IServiceCollection services, TechnicWebOptions? options = null)
    {
        options ??= new TechnicWebOptions();
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new MarketClock(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => options with { Methods = options.Methods ?? provider.GetService<ScanMethods>() });
        services.AddSingleton<Permits>().AddSingleton<LocalScans>().AddSingleton<ScanJobs>().AddSingleton<LocalStudies>()
            .AddSingleton<StudyJobs>();
        services.AddRolePolicies();
        services.AddPolygon();
        services.AddMcpEndpoint(options);
        services.AddSingleton<ProblemHandler>().AddSingleton<IExceptionHandler>(provider => provider.GetRequiredService<ProblemHandler>());
        services.Replace(ServiceDescriptor.Singleton<IHttpContextFactory, KeyHidingContextFactory>());
        services.AddCors(cors => cors.AddDefaultPolicy(policy => CrossOriginAccess.Configure(policy, options)));
        services.AddRateLimiter(limiter => Limits.Configure(limiter, options));
        // A lambda: only then does the framework read the descriptions from docstrings.
        services.AddOpenApi(description => ApiDescription.Configure(description));
        services.AddPages();
        services.Configure<KestrelServerOptions>(kestrel => Limit(kestrel, options));
        GuardedListeners.Guard(services);
        return services;
    }

    /// <summary>Maps all endpoints and adds the middleware.</summary>
    public static WebApplication MapTechnic(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => Problem.OfStatus(context.HttpContext.Response.StatusCode).AnswerAsync(context.HttpContext));
        app.Use(SecurityHeaders.AddAsync);
        app.UseMiddleware<CrossSiteGuard>();
        app.Use(HeadRequests.HandleAsync);
        app.UseRouting();
        // A preflight request has no API key.
        app.UseWhen(context => Addresses.IsApi(context.Request.Path), api => api.UseCors());
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();

        app.MapOpenApi("/openapi/{documentName}.json");
        var api = app.MapGroup("/api").RejectUnknownParameters();
        api.MapScans();
        api.MapStudies();
        api.MapRows();
        api.MapHistory();
        api.MapAnalysis();
        api.MapCache();
        api.MapColumns();
        api.MapPresets();
        api.MapFormulas();
        api.MapEngine();
        api.MapUniverse();
        api.MapLists();
        api.MapWatches();
        api.MapData();
        app.MapPolygon();
        app.MapMcpServer();
        app.MapPages();
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, TechnicWebOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.BodyBytes;
        kestrel.Limits.MaxConcurrentConnections = options.Connections;
        kestrel.Limits.RequestHeadersTimeout = HeadersLimit;
        kestrel.Limits.KeepAliveTimeout = IdleTimeout;
        kestrel.Limits.MinResponseDataRate = MinResponseRate;
    }
}
