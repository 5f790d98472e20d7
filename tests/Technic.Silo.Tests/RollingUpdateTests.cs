using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.FakePolygon;
using Technic.Silo.Settings;
using Technic.Testing;

namespace Technic.Silo.Tests;

/// <summary>
/// Silos are replaced one after the other while scans run. The environment variable <c>TECHNIC_OTHER_SILO</c> names the folder of a built
/// silo of another version, which the cluster begins and ends with; without it both versions are this one.
/// </summary>
public sealed class RollingUpdateTests
{
    private const int Symbols = 150;
    private const int ScansBetween = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string Own = typeof(SiloSettings).Assembly.Location;

    private static string Other =>
        Environment.GetEnvironmentVariable("TECHNIC_OTHER_SILO") is { Length: > 0 } folder ? Path.Combine(folder, "Technic.Silo.dll") : Own;

    [Fact]
    public async Task Silos_are_replaced_one_after_the_other_and_back_while_scans_run()
    {
        var today = new MarketClock(TimeProvider.System).LastPublishedSession(TimeProvider.System.GetUtcNow());
        var market = await FakeMarket.SyntheticAsync(Symbols, today.AddDays(-420), today);
        market.Today = today;
        await using var polygon = await FakePolygonServer.StartAsync(market);
        var database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        RunningSilo Start(string program) => RunningSilo.Start(
            program, new Dictionary<string, string> { ["TECHNIC_POSTGRES"] = database, ["POLYGON_API_KEY"] = "key" },
            "Cluster=postgres", "Source=polygon", $"PolygonUrl={polygon.BaseAddress.GetLeftPart(UriPartial.Authority)}", "Rate=0");

        RunningSilo[] silos = [Start(Other), Start(Other)];
        using var ending = new CancellationTokenSource(Patience);
        try
        {
            foreach (var silo in silos) await silo.WaitUntilReadyAsync();
            using var client = await silos[0].ConnectAsync(database);
            var engine = RunningSilo.EngineOf(client);
            var request = new ScanRequest { Days = 400, Top = 0, MinDollarVolume = 0, MinPrice = 0, MinBars = 1, StreamRows = false };
            var first = await engine.ScanToEndAsync(request, ending.Token);
            var scans = 0;
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            var scanning = ScanAsync();

            foreach (var program in (string[])[Own, Other])
            {
                for (var i = 0; i < silos.Length; i++)
                {
                    silos[i].Terminate();
                    Assert.Equal(0, await silos[i].WaitForExitAsync());
                    silos[i] = Start(program);
                    await silos[i].WaitUntilReadyAsync();
                    var until = Volatile.Read(ref scans) + ScansBetween;
                    while (Volatile.Read(ref scans) < until && !scanning.IsCompleted) await Task.Delay(20, ending.Token);
                }
            }
            await stopping.CancelAsync();
            await scanning;
            await client.StopAsync();

            async Task ScanAsync()
            {
                while (!stopping.IsCancellationRequested)
                {
                    var scan = await engine.ScanToEndAsync(request, ending.Token);
                    Assert.Equal((Symbols, 0), (scan.Summary.Tiers.Total, scan.Summary.ProviderRequests));
                    Assert.Equal(first.Rows.Select(row => row.Row), scan.Rows.Select(row => row.Row));
                    Interlocked.Increment(ref scans);
                }
            }
        }
        finally
        {
            foreach (var silo in silos) await silo.DisposeAsync();
        }
    }
}
