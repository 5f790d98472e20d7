using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Technic.Cli.Bench;

/// <summary>Describes the machine that runs the benchmarks.</summary>
internal static class Machine
{
    /// <summary>Cores, operating system and runtime, and a warning if this is a debug build.</summary>
    public static string Description =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, "
        + RuntimeInformation.FrameworkDescription
        + (IsOptimised ? "." : "; DEBUG build: timings are not representative, use -c Release.");

    private static bool IsOptimised =>
        typeof(Machine).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
}
