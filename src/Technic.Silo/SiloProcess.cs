using Technic.Cluster.Client;
using Technic.Cluster.Postgres;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Text;
using Technic.ServiceDefaults;
using Technic.Silo.Hosting;
using Technic.Silo.Settings;

namespace Technic.Silo;

/// <summary>Runs the process. Exit codes: 0 stopped, 1 failed, 2 invalid settings.</summary>
public static partial class SiloProcess
{
    private const int Stopped = 0, Failed = 1, InvalidSettings = 2;

    /// <summary>What the host may take beyond its own shutdown timeout before the process ends without it.</summary>
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(1);

    /// <summary>Runs a silo with own functions and an own score, which all silos and fronts of its cluster must have.</summary>
    /// <param name="arguments">The arguments of the process: the settings of a silo.</param>
    /// <param name="methods">The functions and the score.</param>
    /// <returns>The exit code.</returns>
    /// <example>
    /// A program that is a silo:
    /// <code>
    /// return await SiloProcess.RunAsync(args, ScanMethods.BuiltIn.With(new EfficiencyRatio()));
    /// </code>
    /// </example>
    public static Task<int> RunAsync(string[] arguments, ScanMethods methods) =>
        RunAsync(arguments, Console.Out, Console.Error, services => services.AddSingleton(methods));

    internal static async Task<int> RunAsync(
        string[] arguments, TextWriter output, TextWriter error, Action<IServiceCollection>? adjust = null)
    {
        if (SiloConfiguration.IsHelpRequested(arguments))
        {
            await output.WriteAsync(SiloConfiguration.Usage);
            return Stopped;
        }
        try
        {
            var configuration = SiloConfiguration.Of(arguments);
            var settings = SiloSettings.Read(configuration);
            var source = PreparedSource.Of(settings.Source, TimeProvider.System, CancellationToken.None);
            if (Ports.Error(settings) is { } message) return await FailAsync(error, message);
            var host = SiloHost.Build(settings, source, configuration, adjust);
            LogStartup(host.Services, settings);
            return await RunAsync(host, settings, error);
        }
        catch (Exception problem) when (problem is ClusterSettingsException or ServiceSettingsException or CsvFormatException)
        {
            await error.WriteLineAsync(problem.Message);
            return InvalidSettings;
        }
    }

    private static async Task<int> RunAsync(IHost host, SiloSettings settings, TextWriter error)
    {
        var logger = Logger(host.Services);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        try
        {
            await host.StartAsync();
            LogReady(logger, settings.Name);
            await StoppingAsync(lifetime);
            await StopAsync(host).WaitAsync(settings.ShutdownLimit + ShutdownGrace);
            LogStopped(logger, settings.Name);
            return Stopped;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped during startup.
            return Stopped;
        }
        catch (TimeoutException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A database that hangs, for example. The process ends without it; the other silos detect that within seconds.
            return await FailAsync(
                error, $"The silo did not stop within {settings.ShutdownLimit.TotalSeconds:0} s and ends without cleanup.");
        }
        catch (PostgresSchemaException problem)
        {
            return await FailAsync(error, problem.Message);
        }
        catch (Exception problem)
        {
            LogFailed(logger, problem);
            return await FailAsync(error, $"The silo failed: {problem.Message}");
        }
    }

    /// <summary>Completes when the process is requested to stop.</summary>
    private static async Task StoppingAsync(IHostApplicationLifetime lifetime)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task;
    }

    private static async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static async Task<int> FailAsync(TextWriter error, string message)
    {
        await error.WriteLineAsync(message);
        return Failed;
    }

    private static void LogStartup(IServiceProvider services, SiloSettings settings)
    {
        var logger = Logger(services);
        if (settings.Cluster.Kind == ClusterKind.Localhost) LogLocalhost(logger, settings.Name, settings.Cluster.GatewayPort);
        else LogMember(logger, settings.Name, settings.Cluster.ClusterId, services.GetRequiredService<PostgresDatabase>());
        LogSource(logger, services.GetRequiredService<IPriceSource>().Description);
    }

    private static ILogger Logger(IServiceProvider services) =>
        services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SiloProcess));

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Silo}: single silo on localhost, gateway port {Port}, in-memory store (no database)")]
    private static partial void LogLocalhost(ILogger logger, string silo, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silo}: member of cluster {Cluster}, store {Database}")]
    private static partial void LogMember(ILogger logger, string silo, string cluster, PostgresDatabase database);

    [LoggerMessage(Level = LogLevel.Information, Message = "Prices: {Source}")]
    private static partial void LogSource(ILogger logger, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silo} is ready")]
    private static partial void LogReady(ILogger logger, string silo);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silo} has stopped")]
    private static partial void LogStopped(ILogger logger, string silo);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Unhandled exception")]
    private static partial void LogFailed(ILogger logger, Exception problem);
}
