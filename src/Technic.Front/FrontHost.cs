using Microsoft.Extensions.Logging.Console;
using Technic.Cluster.Client;
using Technic.Core.Engine;
using Technic.Front.Cluster;
using Technic.Web;

namespace Technic.Front;

/// <summary>Builds the front's host: <see cref="TechnicWeb"/> over the engine of a cluster.</summary>
internal static class FrontHost
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    // The configuration keys for addresses. Container images set the ports.
    private static readonly string[] UrlKeys = ["urls", "http_ports", "https_ports"];

    /// <exception cref="ClusterSettingsException">Invalid setting.</exception>
    public static WebApplication Build(string[] arguments, Action<WebApplicationBuilder>? adjust = null)
    {
        FrontSettings.CheckArguments(arguments);
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        var settings = FrontSettings.Read(builder.Configuration);
        AddLogging(builder.Logging, builder.Configuration);
        if (UrlKeys.All(key => string.IsNullOrEmpty(builder.Configuration[key]))) builder.WebHost.UseUrls(FrontSettings.DefaultUrl);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings.Cluster);
        builder.Services.AddSingleton<ClusterClients>();
        builder.Services.AddSingleton<ClusterConnection>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ClusterConnection>());
        builder.Services.AddSingleton<IScanEngine, ConnectedEngine>();
        builder.Services.AddHealthChecks().AddCheck<ClusterHealth>("cluster");
        builder.Services.AddTechnicWeb(settings.Web);
        adjust?.Invoke(builder);
        return builder.Build().MapTechnic();
    }

    /// <summary>Logs to standard output, one line per message.</summary>
    private static void AddLogging(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Technic", LogLevel.Information);
        // ClusterConnection logs lost connections; the health endpoint reports readiness.
        logging.AddFilter("Orleans", LogLevel.None);
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        // The messages of this category can contain API keys of malformed requests.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Information);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
    }
}
