using Microsoft.Extensions.Logging.Console;
using Technic.Core.Engine;
using Technic.Front.Cluster;
using Technic.Web;

namespace Technic.Front;

/// <summary>Puts the front's process together: <see cref="TechnicWeb"/> over a cluster's engine.</summary>
internal static class FrontHost
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    // The first that says where to listen holds; a container's image says it by the ports.
    private static readonly string[] UrlKeys = ["urls", "http_ports", "https_ports"];

    /// <exception cref="Grains.ClusterSettingsException">A setting cannot be used.</exception>
    public static WebApplication Build(string[] arguments, Action<WebApplicationBuilder>? adjust = null)
    {
        FrontSettings.CheckArguments(arguments);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
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

    /// <summary>One line a message, on the standard output.</summary>
    private static void AddLogging(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Technic", LogLevel.Information);
        // What a lost silo means is told once, by the connection, and not by each of its parts; readiness is told to whoever asks.
        logging.AddFilter("Orleans", LogLevel.None);
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        // What is no request of HTTP never gets as far as the place that takes keys out of it.
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
