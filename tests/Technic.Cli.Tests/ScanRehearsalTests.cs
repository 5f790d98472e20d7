using System.Runtime;
using Technic.Cli.Output;
using Technic.Cli.Setup;

namespace Technic.Cli.Tests;

/// <summary>A scan hides the errors of its rehearsal: one that fails, or stops before its end, only makes scans slower.</summary>
public sealed class ScanRehearsalTests
{
    [Fact]
    public async Task A_rehearsal_runs_to_its_end_with_rows_from_a_store()
    {
        var summary = (await ScanRehearsal.RunAsync()).Summary;
        Assert.Equal(501, summary.Tiers.Store);
        Assert.Equal(501, summary.Ranked);
        Assert.Equal(0, summary.ProviderRequests);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "--help")]
    [InlineData(false, "columns")]
    [InlineData(false, "study", "scan")]
    [InlineData(false, "scan", "--help")]
    [InlineData(false, "scan", "--top", "5", "-h")]
    [InlineData(false, "scan", "--server", "http://127.0.0.1:5080")]
    [InlineData(false, "scan", "--server=http://127.0.0.1:5080")]
    [InlineData(true, "scan")]
    [InlineData(true, "scan", "--top", "5")]
    public void Only_a_scan_in_this_process_has_a_rehearsal(bool expected, params string[] arguments) =>
        Assert.Equal(expected && Environment.ProcessorCount > 1, ScanRehearsal.BeginFor(arguments));

    [Theory]
    [InlineData(true, "scan")]
    [InlineData(true, "columns")]
    [InlineData(false, "serve")]
    [InlineData(false, "mcp")]
    [InlineData(false, "bench")]
    public void Only_a_command_that_answers_once_runs_without_collections_at_first(bool expected, string name)
    {
        using var shell = new Shell(Terminal.OfProcess(), TimeProvider.System);
        var command = CommandLine.Root([name], shell).Parse([name]).CommandResult.Command;
        var mode = GCSettings.LatencyMode;
        try
        {
            Assert.Equal(expected, Collector.ChooseFor(command));
        }
        finally
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
            GCSettings.LatencyMode = mode;
        }
    }
}
