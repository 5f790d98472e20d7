using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Grains;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>The memory of silos that is too small for what a scan needs: the scan is complete, and what was evicted is counted.</summary>
public sealed class SiloMemoryTests
{
    private const int Count = 300;
    private const long MaxBytes = 1_200_000;

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedMarket _market;

    public SiloMemoryTests() => _market = new ScriptedMarket(_time, [.. Enumerable.Range(0, Count).Select(i => Symbol.Parse($"S{i:D4}"))]);

    [Fact]
    public async Task Scans_with_too_little_memory_are_complete_within_the_limit_and_evictions_are_counted()
    {
        await using var cluster = await StartAsync(MaxBytes);
        ScanRow[]? expected = null;

        for (var round = 0; round < 4; round++)
        {
            // From the provider, from the memory and the stored days, and from the stored days alone after a restart.
            if (round == 2) await cluster.RestartAsync();
            var scan = await ScanAsync(cluster);

            expected ??= [.. scan.Rows.Select(row => row.Row)];
            Assert.Equal(expected, scan.Rows.Select(row => row.Row));
            Assert.Equal((Count, Count), (scan.Summary.Ranked, scan.Summary.Tiers.Total));
            Assert.All(Caches(cluster), cache => Assert.InRange(cache.Memory.Bytes + cache.Memory.Others(), 1, MaxBytes));
        }

        var statistics = await cluster.Client.GetStatisticsAsync(default);
        Assert.Equal(Caches(cluster).Sum(cache => cache.Memory.Evictions), statistics.Evictions);
        Assert.InRange(statistics.Evictions, 1, long.MaxValue);
    }

    [Fact]
    public async Task What_silos_hold_beside_their_histories_is_counted_and_released()
    {
        await using var cluster = await StartAsync(512L << 20);
        await ScanAsync(cluster);
        await ScanAsync(cluster);

        var mirrored = Count * RowMirror.BytesPerKey;
        // The mirror of the scanning silo, the lists of the partitions, and the stored days in their activations.
        Assert.InRange(Caches(cluster).Sum(cache => cache.Held.Bytes), 2 * mirrored, long.MaxValue);

        await cluster.Cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        _time.Advance(TimeSpan.FromMinutes(11));

        var started = TimeProvider.System.GetTimestamp();
        while (Caches(cluster).Sum(cache => cache.Held.Bytes) is not 0 and var held)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1), $"{held} bytes are still held.");
            await Task.Delay(50);
        }
    }

    private static IEnumerable<SiloCache> Caches(ClusterUnderTest cluster) =>
        cluster.Cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<SiloCache>());

    private async Task<ClusterUnderTest> StartAsync(long maxBytes) =>
        await ClusterUnderTest.StartAsync(
            _market, _time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(),
            options: new ClusterTestOptions(MaxBytes: maxBytes));

    private static Task<ScanResult> ScanAsync(ClusterUnderTest cluster) => cluster.Client.ScanToEndAsync(
        new ScanRequest
        {
            Universe = new Universe([.. Enumerable.Range(0, Count).Select(i => new Listing(Symbol.Parse($"S{i:D4}")))]),
            Days = 90,
            Top = 0,
            MinDollarVolume = 0,
        },
        new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
}
