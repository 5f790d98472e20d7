using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Technic.Silo.Health;

/// <summary>Adds the health check of a silo, which decides <c>/health/ready</c>.</summary>
internal static class SiloHealthHosting
{
    public static void AddSiloHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<SiloLifecycleState>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloLifecycleState>());
        services.AddHealthChecks().AddCheck<SiloHealth>("silo");
    }
}
