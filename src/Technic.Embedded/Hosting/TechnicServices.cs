using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Embedded;
using Technic.Embedded.Hosting;

// The namespace of all methods that add services, so that it needs no using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Technic to a host.</summary>
public static class TechnicServices
{
    /// <summary>
    /// Adds an engine as a singleton: as <see cref="EmbeddedEngine"/>, and as the interfaces that fronts use, above all
    /// <see cref="IScanEngine"/>. It is opened when the host starts, which fails with one sentence if the options are invalid, writes all
    /// prices to the store when the host stops, and is disposed with the host. The clock is the host's <see cref="TimeProvider"/>, if there
    /// is one, and the log its <see cref="ILoggerFactory"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Chooses the price source and the store.</param>
    /// <example>
    /// <code>
    /// var builder = WebApplication.CreateBuilder(args);
    /// builder.Services.AddTechnic(options => options.UsePolygon(builder.Configuration["Polygon:Key"]).UseSqlite("prices"));
    /// var app = builder.Build();
    /// app.MapGet("/best", (IScanEngine engine, CancellationToken stop) => engine.ScanToEndAsync(new ScanRequest { Top = 10 }, stop));
    /// app.Run();
    /// </code>
    /// </example>
    public static IServiceCollection AddTechnic(this IServiceCollection services, Action<TechnicOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<TechnicOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TechnicOptions>, TechnicOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new MarketClock(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(Open);
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<TechnicOptions>>().Value.Methods);
        services.TryAddSingleton<IScanEngine>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.TryAddSingleton<IStudyEngine>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.TryAddSingleton<IMarketReference>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.AddHostedService<EngineLifetime>();
        return services;
    }

    private static EmbeddedEngine Open(IServiceProvider services) => EmbeddedEngine.Open(
        services.GetRequiredService<IOptions<TechnicOptions>>().Value, services.GetRequiredService<MarketClock>(),
        services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance, services);
}
