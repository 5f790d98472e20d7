using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Embedded;
using Technic.Embedded.Hosting;
using OptionsNames = Microsoft.Extensions.Options.Options;

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
        AddOptions(services, OptionsNames.DefaultName, configure);
        services.TryAddSingleton(provider => Open(provider, OptionsNames.DefaultName));
        services.TryAddSingleton(provider => OptionsOf(provider, OptionsNames.DefaultName).Methods);
        services.TryAddSingleton<IScanEngine>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.TryAddSingleton<IStudyEngine>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.TryAddSingleton<IMarketReference>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.AddSingleton<IHostedService>(provider => new EngineLifetime(provider.GetRequiredService<EmbeddedEngine>));
        return services;
    }

    /// <summary>
    /// Adds an engine beside others: like <see cref="AddTechnic"/>, with the name of the engine as the key of its services. Each engine has
    /// its own price source, memory and options; engines may share the folder of their stores.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, which is in front of each error of its options.</param>
    /// <param name="configure">Chooses the price source and the store.</param>
    /// <example>
    /// <code>
    /// builder.Services.AddKeyedTechnic("real", options => options.UsePolygon(key).UseSqlite("prices"));
    /// builder.Services.AddKeyedTechnic("trial", options => options.UseSynthetic().UseSqlite("prices"));
    /// app.MapGet("/trial", ([FromKeyedServices("trial")] IScanEngine engine, CancellationToken stop) =>
    ///     engine.ScanToEndAsync(new ScanRequest { Top = 10 }, stop));
    /// </code>
    /// </example>
    public static IServiceCollection AddKeyedTechnic(this IServiceCollection services, string name, Action<TechnicOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        AddOptions(services, name, configure);
        services.TryAddKeyedSingleton(name, (provider, _) => Open(provider, name));
        services.TryAddKeyedSingleton(name, (provider, _) => OptionsOf(provider, name).Methods);
        services.TryAddKeyedSingleton<IScanEngine>(name, (provider, _) => provider.GetRequiredKeyedService<EmbeddedEngine>(name));
        services.TryAddKeyedSingleton<IStudyEngine>(name, (provider, _) => provider.GetRequiredKeyedService<EmbeddedEngine>(name));
        services.TryAddKeyedSingleton<IMarketReference>(name, (provider, _) => provider.GetRequiredKeyedService<EmbeddedEngine>(name));
        services.AddSingleton<IHostedService>(
            provider => new EngineLifetime(() => provider.GetRequiredKeyedService<EmbeddedEngine>(name)));
        return services;
    }

    private static void AddOptions(IServiceCollection services, string name, Action<TechnicOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<TechnicOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TechnicOptions>, TechnicOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new MarketClock(provider.GetRequiredService<TimeProvider>()));
    }

    private static TechnicOptions OptionsOf(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<TechnicOptions>>().Get(name);

    private static EmbeddedEngine Open(IServiceProvider services, string name) => EmbeddedEngine.Open(
        OptionsOf(services, name), services.GetRequiredService<MarketClock>(),
        services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance, services);
}
