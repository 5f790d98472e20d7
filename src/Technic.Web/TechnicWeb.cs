using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Technic.Core.Scanning;
using Technic.Web.Apis;
using Technic.Web.OpenApi;
using Technic.Web.Pages;
using Technic.Web.Problems;

namespace Technic.Web;

/// <summary>
/// Technic over HTTP, whatever the engine. The host registers an <see cref="IScanEngine"/>, says where to listen, and adds health checks if there is something
/// that requests have to wait for.
/// </summary>
public static class TechnicWeb
{
    /// <summary>Adds what the endpoints need, and Kestrel's limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IServiceCollection AddTechnicWeb(this IServiceCollection services, TechnicWebOptions? options = null)
    {
        options ??= new TechnicWebOptions();
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ProblemHandler>().AddSingleton<IExceptionHandler>(provider => provider.GetRequiredService<ProblemHandler>());
        services.AddHealthChecks();
        services.AddRateLimiter(limiter => Limits.Configure(limiter, options));
        services.AddOpenApi(ApiDescription.Configure);
        services.AddPages();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.BodyBytes;
        });
        return services;
    }

    /// <summary>Maps every endpoint, and what stands in front of them.</summary>
    public static WebApplication MapTechnic(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => Problem.OfStatus(context.HttpContext.Response.StatusCode).AnswerAsync(context.HttpContext));
        app.Use(Headers);
        app.UseMiddleware<Neighbours>();
        app.UseRouting();
        app.UseRateLimiter();

        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json");
        var api = app.MapGroup("/api");
        api.MapScans();
        api.MapHistory();
        api.MapCache();
        api.MapColumns();
        app.MapPages();
        return app;
    }

    private static Task Headers(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        return next(context);
    }
}
