using System.Diagnostics;
using System.Runtime.InteropServices;
using Technic.FakePolygon;

namespace Technic.Cli.Tests;

/// <summary>Ctrl-C and termination signals.</summary>
public sealed class InterruptionTests : ProgramTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task A_signal_stops_a_scan_and_fetched_prices_are_stored(PosixSignal signal)
    {
        const int Answered = 5;
        var symbols = string.Join(',', Symbols(30));
        await using var server = await ServeAsync(Symbols(30));
        // The first request is for the splits after the replay.
        server.Faults.Add(Fault.Hang().After(1 + Answered));
        using var process = Start([], Scan(server, "--symbols", symbols, "-v", "--output", Folder.File("rows.txt")));
        await process.SeeAsync("L3 provider fetch", Answered);
        var watch = Stopwatch.StartNew();

        process.Signal(signal);
        var result = await process.EndAsync();

        Assert.Equal(130, result.ExitCode);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"{watch.Elapsed} until it ended");
        Assert.Contains("Stopped", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Folder.Path));
        server.Faults.Clear();
        var run = (await RunAsync(Scan(server, "--symbols", symbols, "--format", "json"))).Succeeded().Json.At("runs.0");
        var tiers = run.At("summary.tiers");
        Assert.Equal((Answered, 30 - Answered), (tiers.Int("store"), tiers.Int("provider")));
    }

    [Fact]
    public async Task Requests_in_progress_are_cancelled()
    {
        await using var server = await ServeAsync(["AAA"]);
        server.Faults.Add(Fault.Hang());
        using var process = Start([], Scan(server, "--symbols", "AAA"));
        await server.Requests.WaitForAsync(1).WaitAsync(TimeSpan.FromMinutes(1));

        process.Signal(PosixSignal.SIGINT);

        Assert.True(await server.Requests.All[0].WasAborted.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(130, (await process.EndAsync()).ExitCode);
    }
}
