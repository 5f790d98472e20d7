using System.CommandLine;
using System.Runtime;
using Technic.Cli.Commands;

namespace Technic.Cli;

/// <summary>Suits the garbage collector to a command.</summary>
internal static class Collector
{
    /// <summary>Enough for a scan of 8,000 stored symbols, in bytes.</summary>
    private const long OneScan = 128L << 20;

    /// <summary>The part of the memory of this machine or container that <see cref="OneScan"/> may be.</summary>
    private const int LargestPart = 8;

    /// <summary>
    /// A command that answers once and ends has no pauses to hide: blocking collections take less time than concurrent ones, and a short
    /// command ends before it needs the first. Others keep the defaults.
    /// </summary>
    /// <returns>Whether the command runs without collections until it has allocated what one scan does.</returns>
    public static bool ChooseFor(Command command)
    {
        if (command is ServeCommand or McpCommand or BenchCommand) return false;
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= LargestPart * OneScan && GC.TryStartNoGCRegion(OneScan);
    }
}
