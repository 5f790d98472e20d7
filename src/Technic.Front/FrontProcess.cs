using System.Net.Sockets;
using Technic.Cluster.Client;
using Technic.Core.Scans;
using Technic.ServiceDefaults;
using Technic.Web.Security;

namespace Technic.Front;

/// <summary>Runs the process. Exit codes: 0 stopped, 1 failed, 2 invalid settings.</summary>
public static partial class FrontProcess
{
    private const int Stopped = 0, Failed = 1, InvalidSettings = 2;

    /// <summary>Runs a front with own functions and an own score, which the silos of its cluster must have too.</summary>
    /// <param name="arguments">The arguments of the process: the settings of a front.</param>
    /// <param name="methods">The functions and the score.</param>
    /// <returns>The exit code.</returns>
    /// <example>
    /// A program that is a front:
    /// <code>
    /// return await FrontProcess.RunAsync(args, ScanMethods.BuiltIn.With(new EfficiencyRatio()));
    /// </code>
    /// </example>
    public static Task<int> RunAsync(string[] arguments, ScanMethods methods) =>
        RunAsync(arguments, Console.Out, Console.Error, builder => builder.Services.AddSingleton(methods));

    internal static async Task<int> RunAsync(
        string[] arguments, TextWriter output, TextWriter error, Action<WebApplicationBuilder>? adjust = null)
    {
        if (arguments.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            await output.WriteAsync(FrontSettings.Usage);
            return Stopped;
        }
        try
        {
            await using var app = FrontHost.Build(arguments, adjust);
            await app.StartAsync();
            var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(FrontProcess));
            foreach (var url in app.Urls) LogListening(logger, url, app.Services.GetRequiredService<ClusterSettings>());
            await app.WaitForShutdownAsync();
            return Stopped;
        }
        catch (Exception problem) when (problem is ClusterSettingsException or ServiceSettingsException or OpenAddressException)
        {
            await error.WriteLineAsync(problem.Message);
            return InvalidSettings;
        }
        catch (Exception problem) when (problem is IOException or SocketException or FormatException or InvalidOperationException)
        {
            await error.WriteLineAsync($"Cannot listen on the configured address: {problem.Message}");
            return Failed;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Url}, connecting to {Cluster}")]
    private static partial void LogListening(ILogger logger, string url, ClusterSettings cluster);
}
