using Technic.Core.Provider;
using Technic.Core.Text;
using Technic.Grains;
using Technic.Grains.Postgres;
using Technic.Silo.Hosting;
using Technic.Silo.Settings;

namespace Technic.Silo;

/// <summary>The process from its arguments to its exit code: 0 when it was told to stop, 1 when it could not run, 2 when its settings cannot be used.</summary>
internal static partial class SiloProcess
{
    private const int Stopped = 0, Failed = 1, Misused = 2;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        if (SiloConfiguration.AsksForUsage(arguments))
        {
            await output.WriteAsync(SiloConfiguration.Usage);
            return Stopped;
        }
        try
        {
            var configuration = SiloConfiguration.Of(arguments);
            var settings = SiloSettings.Read(configuration);
            var source = PreparedSource.Of(settings.Source, TimeProvider.System, CancellationToken.None);
            if (Ports.Obstacle(settings) is { } obstacle) return await FailAsync(error, obstacle);
            using var host = SiloHost.Build(settings, source, configuration);
            Introduce(host.Services, settings);
            return await RunAsync(host, settings, error);
        }
        catch (Exception problem) when (problem is ClusterSettingsException or CsvFormatException)
        {
            await error.WriteLineAsync(problem.Message);
            return Misused;
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
            await host.WaitForShutdownAsync();
            LogStopped(logger, settings.Name);
            return Stopped;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop before it had begun.
            return Stopped;
        }
        catch (PostgresSchemaException problem)
        {
            return await FailAsync(error, problem.Message);
        }
        catch (Exception problem)
        {
            LogFailed(logger, problem);
            return await FailAsync(error, $"The silo could not run: {problem.Message}");
        }
    }

    private static async Task<int> FailAsync(TextWriter error, string sentence)
    {
        await error.WriteLineAsync(sentence);
        return Failed;
    }

    private static void Introduce(IServiceProvider services, SiloSettings settings)
    {
        var logger = Logger(services);
        if (settings.Cluster.Kind == ClusterKind.Localhost) LogAlone(logger, settings.Name, settings.Cluster.GatewayPort);
        else LogMember(logger, settings.Name, settings.Cluster.ClusterId, services.GetRequiredService<PostgresDatabase>());
        LogSource(logger, services.GetRequiredService<IPriceSource>().Description);
    }

    private static ILogger Logger(IServiceProvider services) => services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SiloProcess));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silo} is one silo on localhost, gateway port {Port}: no database is used, what is stored is kept in memory and ends with the process")]
    private static partial void LogAlone(ILogger logger, string silo, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silo} belongs to cluster {Cluster} in {Database}")]
    private static partial void LogMember(ILogger logger, string silo, string cluster, PostgresDatabase database);

    [LoggerMessage(Level = LogLevel.Information, Message = "Prices: {Source}")]
    private static partial void LogSource(ILogger logger, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silo} is ready")]
    private static partial void LogReady(ILogger logger, string silo);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silo} has stopped")]
    private static partial void LogStopped(ILogger logger, string silo);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The silo failed in a way it should not")]
    private static partial void LogFailed(ILogger logger, Exception problem);
}
