using System.Diagnostics;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.FakePolygon;
using Technic.Testing;
using Technic.Web.Client;
using Xunit.Abstractions;

namespace Technic.Silo.Tests;

/// <summary>
/// Silos, front, database and provider in separate processes, for failures that in-process clusters cannot show.
/// </summary>
public sealed class LocalClusterTests(ITestOutputHelper output)
{
    private static readonly ScanRequest Everything = new() { MinPrice = 0, MinDollarVolume = 0, MinBars = 1, Top = 0 };

    /// <summary>
    /// The timeout of a call without a response. Silos that detect the failure themselves are faster.
    /// </summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    /// <summary>Intraday bars are requested per symbol, daily bars per market day.</summary>
    [Theory]
    [InlineData(Frequency.Intraday, 3, 200)]
    [InlineData(Frequency.Daily, 150, 50)]
    public async Task A_silo_killed_during_a_scan_delays_it_by_seconds_and_loses_no_symbol(Frequency frequency, int days, int requests)
    {
        await using var polygon = await StartPolygonAsync(symbols: 600, latency: TimeSpan.FromMilliseconds(400));
        await using var cluster = await LocalCluster.StartAsync(
            ["--silos", "3", "--rate", "0", "--polygon-url", polygon.BaseAddress.ToString()]);
        using var engine = new ServerEngine(cluster.Front, TimeProvider.System);

        var scan = engine.ScanToEndAsync(Everything with { Frequency = frequency, Days = days }, default);
        await polygon.Requests.WaitForAsync(requests);
        cluster.Kill("silo-2");
        var lost = Stopwatch.StartNew();
        Assert.False(scan.IsCompleted, "The scan was over before the silo was killed.");
        var result = await scan;
        output.WriteLine($"The scan ended {lost.Elapsed.TotalSeconds:F1} s after the loss: {result.Summary}");
        foreach (var name in new[] { "silo-1", "silo-2", "silo-3", "front" })
            output.WriteLine($"{name}:\n{await cluster.ReadLogAsync(name)}");

        Assert.Equal((600, 600), AccountOf(result));
        Assert.Empty(result.Failures);
        Assert.True(lost.Elapsed < CallLimit, $"The scan ended {lost.Elapsed.TotalSeconds:F1} s after the loss.");
        Assert.Contains("silo-2", await cluster.WaitForAsync("has stopped"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_restart_of_everything_all_comes_from_the_store()
    {
        using var data = new TemporaryFolder();
        // PostgreSQL does not run as root and needs access.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                data.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        await using var polygon = await StartPolygonAsync(symbols: 60, latency: TimeSpan.Zero);
        string[] options = ["--silos", "2", "--rate", "0", "--polygon-url", polygon.BaseAddress.ToString(), "--data", data.Path];

        var cold = await ScanOnceAsync(options);
        polygon.Requests.Clear();
        var stored = await ScanOnceAsync(options);

        Assert.Equal(new TierCounts(0, 0, 60), cold.Tiers);
        Assert.Equal(new TierCounts(0, 60, 0), stored.Tiers);
        Assert.Equal(0, polygon.Requests.CountOf("/v2/aggs"));
    }

    [Theory]
    [InlineData("Unknown option '--silo'.", "--silo", "3")]
    [InlineData("--silos requires a value.", "--silos")]
    [InlineData("--silos must be between 1 and 32 (got '0').", "--silos", "0")]
    [InlineData("--port must be between 0 and 65535 (got 'http').", "--port", "http")]
    [InlineData("--warm must be between 0 and 36525 (got 'ninety').", "--warm", "ninety")]
    public async Task An_invalid_option_is_reported_and_nothing_is_started(string sentence, params string[] options)
    {
        var (code, error) = await LocalCluster.RefuseAsync(options);

        Assert.Equal(2, code);
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
    }

    private static async Task<ScanSummary> ScanOnceAsync(string[] options)
    {
        await using var cluster = await LocalCluster.StartAsync(options);
        using var engine = new ServerEngine(cluster.Front, TimeProvider.System);
        var result = await engine.ScanToEndAsync(Everything, default);
        await cluster.StopAsync();
        Assert.All(cluster.Processes, process => Assert.Throws<ArgumentException>(() => Process.GetProcessById(process.Value)));
        return result.Summary;
    }

    private static async Task<FakePolygonServer> StartPolygonAsync(int symbols, TimeSpan latency)
    {
        var today = new MarketClock(TimeProvider.System).LastPublishedSession(TimeProvider.System.GetUtcNow());
        var market = new FakeMarket();
        for (var i = 0; i < symbols; i++)
            market.AddRandomWalk(
                $"S{(char)('A' + (i / 100))}{(char)('A' + (i / 10 % 10))}{(char)('A' + (i % 10))}", today.AddDays(-200), today);
        return await FakePolygonServer.StartAsync(market, new FakePolygonOptions { Latency = latency });
    }

    /// <summary>The requested symbols, and those that are ranked, failed or filtered, each in exactly one group.</summary>
    private static (int Requested, int Accounted) AccountOf(ScanResult result)
    {
        var named = result.Rows.Select(row => row.Row.Symbol).Concat(result.Failures.Select(failure => failure.Symbol)).ToArray();
        Assert.Equal(named.Length, named.Distinct().Count());
        return (result.Summary.Requested, named.Length + result.Filtered.Values.Sum());
    }
}
