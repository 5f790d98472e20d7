using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Technic.Silo.Health;

/// <summary>
/// Health checks for orchestrators: <c>/health/live</c> returns 200 while the process runs, <c>/health/ready</c> returns 200 while the silo
/// is active in its cluster, otherwise 503. The body is a message.
/// </summary>
internal static class HealthEndpoints
{
    public static void AddSiloHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<SiloLifecycleState>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloLifecycleState>());
        services.AddHealthChecks().AddCheck<SiloHealth>("silo");
    }

    public static void MapSiloHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions
        {
            Predicate = _ => false,
            ResponseWriter = (http, _) => Write(http, "The process is running."),
        });
        endpoints.MapHealthChecks(
            "/health/ready", new HealthCheckOptions { ResponseWriter = (http, report) => Write(http, Message(report)) });
    }

    private static string Message(HealthReport report) => string.Join(' ', report.Entries.Values.Select(entry => entry.Description));

    private static Task Write(HttpContext http, string message)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(message + '\n', http.RequestAborted);
    }
}
