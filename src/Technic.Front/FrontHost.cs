using Microsoft.Extensions.DependencyInjection.Extensions;
using Technic.Cluster.Client;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Front.Cluster;
using Technic.ServiceDefaults;
using Technic.Web;

namespace Technic.Front;

/// <summary>Builds the front's host: <see cref="TechnicWeb"/> over the engine of a cluster.</summary>
internal static class FrontHost
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    // The configuration keys for addresses. Container images set the ports.
    private static readonly string[] UrlKeys = ["urls", "http_ports", "https_ports"];

    /// <exception cref="ClusterSettingsException">Invalid setting.</exception>
    /// <exception cref="ServiceSettingsException">Invalid setting that all services have.</exception>
    public static WebApplication Build(string[] arguments, Action<WebApplicationBuilder>? adjust = null)
    {
        FrontSettings.CheckArguments(arguments);
        var builder = CreateBuilder(arguments);
        var settings = FrontSettings.Read(builder.Configuration);
        AddLogging(builder.Logging, builder.Configuration);
        builder.Services.AddTelemetry(TelemetrySettings.Read(builder.Configuration), "technic-front", Environment.MachineName);
        if (UrlKeys.All(key => string.IsNullOrEmpty(builder.Configuration[key]))) builder.WebHost.UseUrls(FrontSettings.DefaultUrl);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings.Cluster);
        builder.Services.AddSingleton<ClusterClients>();
        builder.Services.AddSingleton<ClusterConnection>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ClusterConnection>());
        builder.Services.AddSingleton<IScanEngine, ConnectedEngine>();
        builder.Services.AddHealthChecks().AddCheck<ClusterHealth>("cluster");
        builder.Services.AddAccessTokens(settings.Tokens).AddTechnicWeb(settings.Web);
        if (settings.HasDashboard) builder.AddClusterDashboard();
        adjust?.Invoke(builder);
        builder.Services.TryAddSingleton(ScanMethods.BuiltIn);
        var app = builder.Build().UseTrustedProxies(settings.Proxies).MapTechnic();
        app.MapHealth();
        app.MapMetrics();
        if (settings.HasDashboard) app.MapClusterDashboard();
        return app;
    }

    private static WebApplicationBuilder CreateBuilder(string[] arguments)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(
                new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
            builder.Configuration.AddSecretFiles(builder.Configuration);
            return builder;
        }
        catch (InvalidDataException problem)
        {
            throw ServiceConfiguration.Unreadable(problem);
        }
    }

    private static void AddLogging(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders();
        // ClusterConnection logs lost connections.
        logging.AddFilter("Orleans", LogLevel.None);
        logging.AddServiceLog(configuration, LogLevel.Information);
    }
}
