using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Technic.Core.Engine;
using Technic.ServiceDefaults;
using Technic.Web;
using Technic.Web.Security;

namespace Technic.Cli.Setup;

/// <summary>Technic's web server over an engine in this process. It ignores the server settings of the environment.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private LocalServer(WebApplication app) => _app = app;

    /// <summary>The URL of the server.</summary>
    public string Url => _app.Urls.Single();

    /// <exception cref="FailedRunException">The server cannot listen on the port.</exception>
    /// <exception cref="UsageException">Other machines can reach the address, and there are neither API keys nor access tokens.</exception>
    /// <exception cref="ServiceSettingsException">An invalid setting of the environment.</exception>
    public static async Task<LocalServer> StartAsync(
        IScanEngine engine, LocalServerOptions options, Shell shell, CancellationToken cancellationToken)
    {
        var address = options.Address;
        var isOpen = options.Keys.IsEmpty && options.Tokens is null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // Of the environment, the exporters of telemetry need their variables; settings of the server are ignored.
        builder.Configuration.AddInMemoryCollection(
            options.Configuration.AsEnumerable().Where(pair => pair.Key.StartsWith("OTEL_", StringComparison.Ordinal)));
        builder.Services.AddTelemetry(TelemetrySettings.Read(options.Configuration), "technic-serve", Environment.MachineName);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(address));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(shell.Loggers);
        builder.Services.AddSingleton(shell.Time);
        builder.Services.AddSingleton(engine);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        builder.Services.AddAccessTokens(options.Tokens).AddTechnicWeb(
            new TechnicWebOptions
            {
                Keys = options.Keys, RequestsPerSecond = isOpen ? 0 : TechnicWebOptions.DefaultRate, Hosts = options.Hosts,
                Formulas = options.Formulas, PassThrough = options.PassThrough, Origins = options.Origins.All,
            });
        builder.Services.AddHealthChecks();
        var app = builder.Build().UseTrustedProxies(options.Proxies).MapTechnic();
        app.MapHealth();
        app.MapMetrics();
        var server = new LocalServer(app);
        try
        {
            await server._app.StartAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch (OpenAddressException problem)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new UsageException(problem.Message, problem);
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new FailedRunException(
                problem.InnerException is AddressInUseException
                    ? $"Port {address.Port} is already in use. Choose another port with --port, or stop the other process."
                    : $"Cannot listen on {address}: {problem.Message.TrimEnd('.')}.",
                problem);
        }
    }

    /// <summary>Cancels running requests and stops the server.</summary>
    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
