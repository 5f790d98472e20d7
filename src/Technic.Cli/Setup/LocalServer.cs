using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Technic.Core.Engine;
using Technic.Web;
using Technic.Web.Security;

namespace Technic.Cli.Setup;

/// <summary>An engine of this process behind Technic's web server. Nothing but its arguments decides how it is set up.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private LocalServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.Single();

    /// <exception cref="FailedRunException">The port cannot be listened on.</exception>
    /// <exception cref="UsageException">Others than this machine reach the address, and there are no keys.</exception>
    public static async Task<LocalServer> StartAsync(IScanEngine engine, IPEndPoint address, KeyRing keys, Shell shell, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(address));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(shell.Loggers);
        builder.Services.AddSingleton(shell.Time);
        builder.Services.AddSingleton(engine);
        builder.Services.AddSingleton<IHostLifetime, Lifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        builder.Services.AddTechnicWeb(new TechnicWebOptions { Keys = keys, RequestsPerSecond = keys.IsEmpty ? 0 : TechnicWebOptions.UsualRate });
        var server = new LocalServer(builder.Build().MapTechnic());
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
                    ? $"Port {address.Port} is taken: choose another by --port, or end what listens on it."
                    : $"{address} cannot be listened on: {problem.Message.TrimEnd('.')}.",
                problem);
        }
    }

    /// <summary>Ends what is under way and stops listening.</summary>
    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The command line has signals in its own hand.</summary>
    private sealed class Lifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
