using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Dashboard;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.Cluster.Postgres;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.ServiceDefaults;
using Technic.Silo.Health;
using Technic.Silo.Settings;

namespace Technic.Silo.Hosting;

/// <summary>Builds the host of a silo.</summary>
internal static class SiloHost
{
    // Hosted services start in registration order and stop in reverse: health checks run before the silo starts until it has stopped, and
    // the final metrics are exported after it.
    public static IHost Build(
        SiloSettings settings, PreparedSource source, IConfiguration configuration, Action<IServiceCollection>? adjust = null) =>
        new HostBuilder()
        .UseContentRoot(AppContext.BaseDirectory)
        .ConfigureHostConfiguration(host => host.AddConfiguration(configuration))
        .ConfigureLogging((context, logging) => AddLogging(logging, context.Configuration, settings.LogLevel))
        .ConfigureServices(services => adjust?.Invoke(services))
        .ConfigureServices(services => AddProcess(services, settings))
        .ConfigureWebHost(web => web
            .UseKestrel()
            .UseUrls(new UriBuilder(Uri.UriSchemeHttp, settings.HttpAddress.ToString(), settings.HttpPort).ToString())
            .ConfigureServices(services => services.AddRouting().AddSiloHealth())
            .Configure(app => app.UseRouting().UseEndpoints(MapEndpoints)))
        .ConfigureServices(services => AddDatabaseStartup(services, settings.Cluster.Kind))
        .UseOrleans(silo => AddSilo(silo, settings, source))
        .UseConsoleLifetime(console => console.SuppressStatusMessages = true)
        .Build();

    private static void AddSilo(ISiloBuilder silo, SiloSettings settings, PreparedSource source)
    {
        silo.AddTechnic(
            new SiloCacheOptions(
                new MemoryTierOptions(settings.MemoryBytes), FetchWindow: settings.FetchWindow, FlushLimit: settings.FlushLimit,
                ColumnFolder: settings.ColumnFolder),
            services => services.GetRequiredService<IPriceSource>());
        silo.Services.AddSingleton(source.Create);
        silo.AddTechnicWarming(settings.WarmDays).AddTechnicWatchChecks();
        if (settings.Source is { HasQuota: true, Rate: > 0 and var rate })
        {
            silo.Services.AddSingleton(services => new ClusterQuota(
                services.GetRequiredService<IGrainFactory>(), source.Name, rate,
                services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ClusterQuota>>()));
        }
        AddMembership(silo, settings, source.Name);
        silo.AddActivityPropagation();
        settings.Cluster.Tls?.Use(silo);
        if (settings.HasDashboard) silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        silo.Configure<SiloOptions>(options => options.SiloName = settings.Name);
    }

    private static void AddMembership(ISiloBuilder silo, SiloSettings settings, string sourceName)
    {
        var cluster = settings.Cluster;
        // Price histories of different sources are separate data.
        var service = $"{cluster.ServiceId}/{sourceName}";
        if (cluster.Kind == ClusterKind.Localhost)
        {
            silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, primarySiloEndpoint: null, service, cluster.ClusterId);
            silo.AddTechnicMemoryStore();
            return;
        }
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, service));
        if (settings.Address is { } address) silo.ConfigureEndpoints(address, cluster.SiloPort, cluster.GatewayPort);
        else silo.ConfigureEndpoints(cluster.SiloPort, cluster.GatewayPort);
        silo.Configure<ClusterMembershipOptions>(MembershipOptions.Configure);
        silo.AddTechnicPostgres(settings.Postgres, sourceName).AddTechnicPostgresReminders()
            .AddBatchingPostgresStorage(TechnicSilo.HistoryStorage)
            // Lists and watches are those of the user, whatever the price source is.
            .AddBatchingPostgresStorage(TechnicSilo.UserDataStorage, cluster.ServiceId);
    }

    private static void AddProcess(IServiceCollection services, SiloSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownLimit);
        services.AddTelemetry(settings.Telemetry, "technic-silo", settings.Name);
    }

    private static void AddDatabaseStartup(IServiceCollection services, ClusterKind kind)
    {
        if (kind == ClusterKind.Postgres) services.AddHostedService<DatabaseStartupService>();
    }

    private static void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealth();
        endpoints.MapMetrics();
    }

    private static void AddLogging(ILoggingBuilder logging, IConfiguration configuration, LogLevel technic)
    {
        // Its first check reports the uptime of the machine as a delay.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        logging.AddServiceLog(configuration, technic);
    }
}
