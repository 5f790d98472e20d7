using Microsoft.Extensions.DependencyInjection;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>Work that lasts longer than a call may last, is asked for again, or is cancelled. Calls end after three seconds here.</summary>
public sealed class LongWorkTests
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>As many requests as one silo makes at a time: the addresses of the silos decide how many symbols each has.</summary>
    private const int Window = 24;

    private static ScanRequest Request(int symbols) => new()
    {
        Universe = new Universe([.. Enumerable.Range(0, symbols).Select(i => new Listing(Symbol.Parse($"S{i:D4}")))]),
        Top = 0,
        MinDollarVolume = 0,
    };

    [Fact]
    public async Task A_lookup_that_waits_longer_than_a_call_may_last_succeeds_and_costs_one_request()
    {
        var source = new ScriptedSource(TimeProvider.System);
        await using var cluster = await StartAsync(source);
        var quota = new TaskCompletionSource();
        source.Hold = (_, token) => quota.Task.WaitAsync(token);

        var lookup = cluster.Engine.GetHistoryAsync(PriceHistoryKey.Parse("AAPL_90_daily"), default).AsTask();
        await Task.Delay(2 * CallLimit);
        Assert.False(lookup.IsCompleted);
        quota.SetResult();
        var found = await lookup.WaitAsync(Patience);

        Assert.Equal((Tier.Provider, 1, 1), (found.Tier, found.Requests, source.Calls.Count));
    }

    [Fact]
    public async Task A_market_load_that_waits_longer_than_a_call_may_last_succeeds_and_counts_each_request_once()
    {
        var market = new ScriptedMarket(TimeProvider.System, [.. Enumerable.Range(0, 80).Select(i => Symbol.Parse($"S{i:D3}"))]);
        await using var cluster = await StartAsync(market);
        var quota = new TaskCompletionSource();
        market.HoldDay = (_, token) => quota.Task.WaitAsync(token);

        var scanning = cluster.Engine.ScanToEndAsync(
            new ScanRequest { Days = 30, MinDollarVolume = 0, Top = 0, AsOf = new DateOnly(2026, 3, 11) }, default);
        await Task.Delay(2 * CallLimit);
        Assert.False(scanning.IsCompleted);
        quota.SetResult();
        var scan = await scanning.WaitAsync(Patience);

        Assert.Equal((80, market.Requests), (scan.Summary.Ranked, scan.Summary.ProviderRequests));
    }

    [Fact]
    public async Task A_list_that_waits_longer_than_a_call_may_last_arrives()
    {
        var market = new ScriptedMarket(TimeProvider.System, [Symbol.Parse("AAPL")]);
        await using var cluster = await StartAsync(market);
        var quota = new TaskCompletionSource();
        market.HoldDay = (_, token) => quota.Task.WaitAsync(token);

        var loading = cluster.Client.GetSessionAsync(new DateOnly(2026, 3, 11), default).AsTask();
        await Task.Delay(2 * CallLimit);
        Assert.False(loading.IsCompleted);
        quota.SetResult();

        Assert.Single((await loading.WaitAsync(Patience))!.Bars);
    }

    [Fact]
    public async Task A_scan_that_is_begun_again_reports_the_requests_of_its_lost_attempt()
    {
        var source = new ScriptedSource(TimeProvider.System);
        // A heartbeat comes every second: the client takes the silo for dead before.
        var client = new ClusterEngineOptions(TimeSpan.FromSeconds(0.8), Attempts: 100);
        await using var cluster = await StartAsync(source, new ClusterTestOptions(Client: client));
        // The last symbol holds the scan up; those before it are fetched, and in memory when the scan is begun again.
        var last = new TaskCompletionSource();
        var fetched = new TaskCompletionSource();
        source.Hold = async (symbol, token) =>
        {
            if (symbol.Text != "S0011") return;
            while (source.InFlight > 1) await Task.Delay(10, token);
            fetched.TrySetResult();
            await last.Task.WaitAsync(token);
        };

        var scanning = cluster.Engine.ScanToEndAsync(Request(12), default);
        await fetched.Task.WaitAsync(Patience);
        await Task.Delay(3 * client.SilenceOrDefault);
        last.SetResult();
        var scan = await scanning.WaitAsync(Patience);

        Assert.True(source.Cancelled > 0, "The scan was not begun again.");
        Assert.Equal((12, 12), (scan.Summary.Ranked, source.Calls.Count - source.Cancelled));
        Assert.Equal(12, scan.Summary.ProviderRequests);
    }

    [Fact]
    public async Task After_a_cancel_no_partition_works_on_and_no_request_is_left()
    {
        var source = new ScriptedSource(TimeProvider.System);
        await using var cluster = await StartAsync(source, silos: 3);
        source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        using var cancellation = new CancellationTokenSource();
        var scanning = cluster.Engine.ScanToEndAsync(Request(Window), cancellation.Token);
        Assert.True(SpinWait.SpinUntil(() => source.InFlight == Window && Running(cluster) > 0, Patience));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scanning);
        Assert.True(SpinWait.SpinUntil(() => Running(cluster) == 0 && source.InFlight == 0, TimeSpan.FromSeconds(20)),
            $"{Running(cluster)} partitions and {source.InFlight} requests work on.");
    }

    [Fact]
    public async Task After_a_cancel_of_the_only_caller_a_market_load_ends()
    {
        var market = new ScriptedMarket(TimeProvider.System, [.. Enumerable.Range(0, 80).Select(i => Symbol.Parse($"S{i:D3}"))]);
        await using var cluster = await StartAsync(market);
        var (waiting, cancelled) = (0, 0);
        market.HoldDay = async (_, token) =>
        {
            Interlocked.Increment(ref waiting);
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                Interlocked.Increment(ref cancelled);
            }
        };
        using var cancellation = new CancellationTokenSource();
        var scanning = cluster.Engine.ScanToEndAsync(new ScanRequest { Days = 30, AsOf = new DateOnly(2026, 3, 11) }, cancellation.Token);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref waiting) > 0, Patience));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scanning);
        // Twenty seconds is the time after which a load ends for which nobody asks.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref cancelled) == Volatile.Read(ref waiting), TimeSpan.FromSeconds(15)));
    }

    private static int Running(ClusterUnderTest cluster) =>
        cluster.Cluster.Silos.Sum(silo => silo.ServiceProvider.GetRequiredService<PartitionWork>().Running);

    private static async Task<ClusterUnderTest> StartAsync(
        Core.Provider.IPriceSource source, ClusterTestOptions? options = null, int silos = 2) => await ClusterUnderTest.StartAsync(
        source, TimeProvider.System, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos,
        options ?? new ClusterTestOptions(CallLimit));
}
