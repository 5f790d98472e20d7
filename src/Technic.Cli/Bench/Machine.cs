using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Technic.Cli.Bench;

/// <summary>The machine that measurements were made on.</summary>
internal static class Machine
{
    /// <summary>Cores, operating system and runtime in one sentence, and a warning where the program was not built for speed.</summary>
    public static string Description =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, "
        + RuntimeInformation.FrameworkDescription
        + (IsOptimised ? "." : "; a DEBUG build: these times say little, use -c Release.");

    private static bool IsOptimised =>
        typeof(Machine).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
}
