using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>
/// What a cluster does when a part of it fails in the middle of a scan: every symbol is accounted for exactly once, and nothing that was
/// stored is lost. Time is real here, for a death is noticed by waiting.
/// </summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const int Symbols = 300;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly ScriptedSource _source = new(TimeProvider.System);
    private readonly CancellationTokenSource _limit = new(Limit);
    private PostgresServer _server = null!;
    private ClusterUnderTest _cluster = null!;

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartPrivateAsync();
        _cluster = await StartAsync(isPatient: true);
    }

    /// <param name="isPatient">
    /// Whether no load of the machine makes a statement late; otherwise one is given up after 2 s, as in production.
    /// </param>
    private async Task<ClusterUnderTest> StartAsync(bool isPatient) =>
        await ClusterUnderTest.StartAsync(_source, TimeProvider.System, await _server.CreateDatabaseAsync(isPatient: isPatient), silos: 3);

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _server.DisposeAsync();
        _limit.Dispose();
    }

    private static ScanRequest Request { get; } = new()
    {
        Universe = new Universe([.. Enumerable.Range(0, Symbols).Select(i => new Listing(Symbol.Parse($"S{i:D4}")))]),
        Top = 0,
        MinDollarVolume = 0,
    };

    [Fact]
    public async Task A_silo_killed_in_the_middle_of_a_scan_costs_no_symbol()
    {
        var result = await ScanAsync(() => _cluster.Cluster.KillSiloAsync(_cluster.Cluster.Silos[1]));

        AssertAccounted(result);
        Assert.Equal((Symbols, 0), (result.Summary.Ranked, result.Summary.Failed));
    }

    [Fact]
    public async Task A_silo_stopped_in_the_middle_of_a_scan_costs_no_symbol_and_nothing_it_stored()
    {
        AssertAccounted(await ScanAsync(() => _cluster.Cluster.StopSiloAsync(_cluster.Cluster.Silos[2])));
        var fetched = _source.Calls.Count;

        await _cluster.RestartAsync();
        var again = await ScanAsync();

        AssertAccounted(again);
        Assert.Equal(new TierCounts(0, Symbols, 0), again.Summary.Tiers);
        Assert.Equal(fetched, _source.Calls.Count);
    }

    [Fact]
    public async Task A_silo_added_in_the_middle_of_a_scan_changes_nothing_of_it()
    {
        AssertAccounted(await ScanAsync(() => _cluster.Cluster.StartAdditionalSiloAsync()));

        var warm = await ScanAsync();

        AssertAccounted(warm);
        Assert.Equal(0, warm.Summary.ProviderRequests);
    }

    [Fact]
    public async Task The_last_report_of_a_killed_silo_is_kept_and_its_memory_is_not()
    {
        await ScanAsync();
        Assert.Equal(Symbols, (await _cluster.Client.GetStatisticsAsync(_limit.Token)).CacheSize);

        await _cluster.Cluster.KillSiloAsync(_cluster.Cluster.Silos[1]);
        await _cluster.Cluster.WaitForLivenessToStabilizeAsync(didKill: true);
        var report = await _cluster.Client.GetReportAsync(_limit.Token);

        Assert.Equal((2, 1), (report.Living.Length, report.Dead.Length));
        Assert.Equal(Symbols, report.Total().Misses);
        Assert.InRange(report.Total().CacheSize, 1, Symbols - 1);
    }

    [Fact]
    public async Task A_database_that_is_stopped_costs_its_tier_and_heals_by_itself()
    {
        await ScanAsync();
        await _cluster.Client.ClearMemoryAsync(_limit.Token);
        await _server.StopAsync();

        var without = await ScanAsync();
        AssertAccounted(without);
        Assert.Equal(new TierCounts(0, 0, Symbols), without.Summary.Tiers);
        Assert.Equal(new TierCounts(Symbols, 0, 0), (await ScanAsync()).Summary.Tiers);

        await _server.StartAsync();
        await UntilTheStoreAnswersAsync();
    }

    [Fact]
    public async Task A_database_that_hangs_costs_its_time_limit_and_not_five_thousand_of_them()
    {
        await _cluster.DisposeAsync();
        _cluster = await StartAsync(isPatient: false);
        await ScanAsync();
        await _cluster.Client.ClearMemoryAsync(_limit.Token);
        _server.Suspend();
        try
        {
            var without = await ScanAsync();

            AssertAccounted(without);
            Assert.Equal(Symbols, without.Summary.Ranked);
            Assert.InRange(without.Summary.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        }
        finally
        {
            _server.Resume();
        }
        await UntilTheStoreAnswersAsync();
    }

    [Fact]
    public async Task A_database_restarted_in_the_middle_of_a_scan_costs_no_symbol()
    {
        var result = await ScanAsync(async () =>
        {
            await _server.StopAsync();
            await _server.StartAsync();
        });

        AssertAccounted(result);
        Assert.Equal(Symbols, result.Summary.Ranked);
    }

    /// <summary>Scans; what is to happen in the middle happens once a hundred symbols are in, while the others are held back.</summary>
    private async Task<ScanResult> ScanAsync(Func<Task>? inTheMiddle = null)
    {
        var gate = new TaskCompletionSource();
        var through = 0;
        if (inTheMiddle is not null)
        {
            _source.Hold = (_, token) =>
                Interlocked.Increment(ref through) <= Symbols / 3 ? Task.CompletedTask : gate.Task.WaitAsync(token);
        }
        var scanning = _cluster.Client.ScanToEndAsync(Request, _limit.Token);
        if (inTheMiddle is not null)
        {
            while (Volatile.Read(ref through) <= Symbols / 3) await Task.Delay(20, _limit.Token);
            await inTheMiddle();
            gate.SetResult();
        }
        return await scanning;
    }

    private async Task UntilTheStoreAnswersAsync()
    {
        while (true)
        {
            await _cluster.Client.ClearMemoryAsync(_limit.Token);
            var result = await ScanAsync();
            AssertAccounted(result);
            if (result.Summary.Tiers.Store == Symbols) return;
            await Task.Delay(TimeSpan.FromSeconds(1), _limit.Token);
        }
    }

    private static void AssertAccounted(ScanResult result)
    {
        var summary = result.Summary;
        Assert.Equal(Symbols, summary.Requested);
        Assert.Equal(Symbols, summary.Ranked + summary.Filtered + summary.Failed);
        Assert.Equal(summary.Ranked, result.Rows.Select(row => row.Row.Symbol).Distinct().Count());
        Assert.Equal(summary.Ranked + summary.Failed + summary.Filtered, summary.Tiers.Total);
    }
}
