using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Technic.Silo.Health;

/// <summary>
/// What an orchestrator asks: <c>/health/live</c>, 200 as long as the process answers, and <c>/health/ready</c>, 200 when the silo takes part in its cluster, else 503.
/// The body is one sentence.
/// </summary>
internal static class HealthEndpoints
{
    public static void AddSiloHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<SiloLife>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloLife>());
        services.AddHealthChecks().AddCheck<SiloHealth>("silo");
    }

    public static void MapSiloHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = (http, _) => Write(http, "The process is alive.") });
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = (http, report) => Write(http, Sentence(report)) });
    }

    private static string Sentence(HealthReport report) => string.Join(' ', report.Entries.Values.Select(entry => entry.Description));

    private static Task Write(HttpContext http, string sentence)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(sentence + '\n', http.RequestAborted);
    }
}
