using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Storage;
using Technic.Embedded.Sqlite;

namespace Technic.Embedded.Tests.Sqlite;

/// <summary>Another process on the same file: this assembly, run as a program.</summary>
internal static class SecondProcess
{
    /// <summary>Writes histories <c>first … first + count − 1</c>, ten at a time, and reads each ten back.</summary>
    public static async Task<int> Main(string[] args)
    {
        var (folder, first, count) = (
            args[0], int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
        await using var store = new SqliteHistoryStore(
            folder, Histories.Source, TimeProvider.System, NullLogger<SqliteHistoryStore>.Instance);
        for (var i = first; i < first + count; i += 10)
        {
            var histories = Histories.Many(10, i);
            await store.WriteAsync(histories, CancellationToken.None);
            var reads = await store.ReadAsync([.. histories.Select(h => h.Key)], CancellationToken.None);
            if (reads.Any(read => read.Outcome != StoreOutcome.Found)) return 1;
        }
        return 0;
    }

    public static Process Start(string folder, int first, int count)
    {
        var runtime = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory());
        var dotnet = Path.Combine(runtime.Parent!.Parent!.Parent!.FullName, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var start = new ProcessStartInfo(
            dotnet, [typeof(SecondProcess).Assembly.Location, folder, $"{first}", $"{count}"]) { RedirectStandardError = true };
        return Process.Start(start)!;
    }
}
