using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Technic.Silo;

namespace Technic.Chaos;

/// <summary>A silo as a process: that of Technic.Silo, with the clock of the run.</summary>
internal static class ChaosSilo
{
    /// <summary>The first argument; the file of the clock and the settings of the silo follow.</summary>
    public const string Command = "silo";

    public static Task<int> RunAsync(string[] arguments) => SiloProcess.RunAsync(
        arguments[1..], Console.Out, Console.Error, services =>
        {
            services.AddSingleton<TimeProvider>(new WorldClock(arguments[0]));
            // A jump is of the market's time; the timers of Orleans are not part of the test.
            services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        });
}
