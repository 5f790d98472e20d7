using System.Net.Sockets;
using Technic.Grains;
using Technic.Web.Security;

namespace Technic.Front;

/// <summary>The process from its arguments to its exit code: 0 when it was told to stop, 1 when it could not run, 2 when its settings cannot be used.</summary>
internal static partial class FrontProcess
{
    private const int Stopped = 0, Failed = 1, Misused = 2;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        if (arguments.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            await output.WriteAsync(FrontSettings.Usage);
            return Stopped;
        }
        try
        {
            await using var app = FrontHost.Build(arguments);
            await app.StartAsync();
            var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(FrontProcess));
            foreach (var url in app.Urls) LogListening(logger, url, app.Services.GetRequiredService<ClusterSettings>());
            await app.WaitForShutdownAsync();
            return Stopped;
        }
        catch (Exception problem) when (problem is ClusterSettingsException or OpenAddressException)
        {
            await error.WriteLineAsync(problem.Message);
            return Misused;
        }
        catch (Exception problem) when (problem is IOException or SocketException or FormatException or InvalidOperationException)
        {
            await error.WriteLineAsync($"The front cannot listen where it was told: {problem.Message}");
            return Failed;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Url}, in front of {Cluster}")]
    private static partial void LogListening(ILogger logger, string url, ClusterSettings cluster);
}
