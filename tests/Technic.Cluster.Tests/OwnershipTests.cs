using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Contracts;
using Technic.Cluster.Grains;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>
/// Each history in the memory of a silo belongs to the activation of its grain on that silo, whichever way it came, and both are gone after
/// an hour.
/// </summary>
public sealed class OwnershipTests
{
    private const int Count = 120;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedMarket _market;

    public OwnershipTests() => _market = new ScriptedMarket(_time, [.. Enumerable.Range(0, Count).Select(i => Symbol.Parse($"S{i:D4}"))]);

    [Fact]
    public async Task Histories_assembled_from_a_load_of_the_market_are_owned_for_an_hour()
    {
        await using var cluster = await StartAsync();

        await ScanAsync(cluster);

        Assert.Empty(_market.Singles.Calls);
        await AssertOwnedForAnHourAsync(cluster, Count);
    }

    [Fact]
    public async Task Histories_assembled_from_stored_days_are_owned_for_an_hour()
    {
        await using var cluster = await StartAsync();
        await ScanAsync(cluster);
        await cluster.RestartAsync();

        var scan = await ScanAsync(cluster);

        Assert.Equal((Count, 0), (scan.Summary.Ranked, scan.Summary.Tiers.Provider));
        await AssertOwnedForAnHourAsync(cluster, Count);
    }

    [Fact]
    public async Task Histories_requested_one_by_one_and_read_from_their_own_state_are_owned_for_an_hour()
    {
        await using var cluster = await StartAsync();
        await LookUpAsync(cluster, Tier.Provider);
        await AssertOwnedForAnHourAsync(cluster, 20);

        await LookUpAsync(cluster, Tier.Store);
        await AssertOwnedForAnHourAsync(cluster, 20);
    }

    [Fact]
    public async Task A_history_that_is_loaded_anew_begins_a_new_hour()
    {
        await using var cluster = await StartAsync();
        await ScanAsync(cluster);
        await UntilAsync(cluster, Count, Count);
        _time.Advance(TimeSpan.FromSeconds(1_800));
        await cluster.Client.ClearMemoryAsync(default);
        await ScanAsync(cluster);
        await UntilAsync(cluster, Count, Count);

        _time.Advance(TimeSpan.FromSeconds(1_801));

        Assert.Equal(new TierCounts(Count, 0, 0), (await ScanAsync(cluster)).Summary.Tiers);
        _time.Advance(TimeSpan.FromSeconds(1_800));
        await UntilAsync(cluster, 0, 0);
    }

    [Fact]
    public async Task When_a_silo_joins_partitions_move_to_it_and_scans_are_warm_again()
    {
        await using var cluster = await StartAsync();
        await ScanAsync(cluster);
        await UntilAsync(cluster, Count, Count);

        await cluster.Cluster.StartAdditionalSiloAsync();
        await cluster.Cluster.WaitForLivenessToStabilizeAsync();
        var added = cluster.Cluster.Silos[^1].ServiceProvider.GetRequiredService<SiloCache>().Memory;
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var scan = await ScanAsync(cluster);
            var counts = await CountAsync(cluster);
            Assert.Equal((Count, 0), (scan.Summary.Ranked, scan.Summary.ProviderRequests));
            if (scan.Summary.Tiers.Memory == Count && added.Count > 0 && counts.IsOwned) return;
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < Patience,
                $"Scans did not become warm again: {scan.Summary.Tiers}, {counts}, {added.Count} entries on the new silo.");
            await Task.Delay(100);
        }
    }

    [Fact]
    public async Task The_older_copy_that_a_grain_read_serves_the_next_call_when_one_ends_before_its_outcome()
    {
        await using var cluster = await StartAsync();
        await LookUpAsync(cluster, Tier.Provider);
        await cluster.RestartAsync();
        _time.Advance(TimeSpan.FromDays(1));
        var grain = cluster.Cluster.Client.GetGrain<IPriceHistoryGrain>(KeyAt(0).ToString());
        await grain.ReadRowAsync();
        var held = new TaskCompletionSource();
        _market.Singles.Hold = (_, token) => held.Task.WaitAsync(token);
        using var leaving = new CancellationTokenSource();
        var left = FetchAsync(grain, leaving.Token);
        Assert.True(SpinWait.SpinUntil(() => _market.Singles.InFlight == 1, Patience));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.True(SpinWait.SpinUntil(() => _market.Singles.InFlight == 0, Patience));
        held.SetResult();

        await FetchAsync(grain, default);

        // Only the bars after the copy, with the last one that was final in it.
        var requested = _market.Singles.Calls.TakeLast(2).Select(call => call.From).ToArray();
        Assert.Equal([new DateOnly(2026, 3, 10), new DateOnly(2026, 3, 10)], requested);
    }

    private async Task FetchAsync(IPriceHistoryGrain grain, CancellationToken cancellationToken)
    {
        var moment = new MarketClock(_time).Take();
        var batches = grain.FetchAsync(
            moment.Now, moment.Published, PriceAdjustment.Splits, dividendsCheckedAt: null, formulas: null, Guid.NewGuid(),
            methods: null, cancellationToken);
        await foreach (var batch in batches)
        {
            if (batch.Outcomes.Length > 0) return;
        }
    }

    private Task<ClusterUnderTest> StartAsync() => StartAsync(_market, _time);

    private static async Task<ClusterUnderTest> StartAsync(ScriptedMarket market, FakeTimeProvider time) =>
        await ClusterUnderTest.StartAsync(market, time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync());

    private static Task<ScanResult> ScanAsync(ClusterUnderTest cluster) => cluster.Client.ScanToEndAsync(
        new ScanRequest
        {
            Universe = new Universe([.. Enumerable.Range(0, Count).Select(i => new Listing(Symbol.Parse($"S{i:D4}")))]),
            Days = 90,
            Top = 0,
            MinDollarVolume = 0,
        },
        new CancellationTokenSource(Patience).Token);

    /// <summary>Narrower windows also ask the grain of this window whether its state has them.</summary>
    private static PriceHistoryKey KeyAt(int number) => new(Symbol.Parse($"S{number:D4}"), PriceHistoryKey.UsualDays, Frequency.Daily);

    private static async Task LookUpAsync(ClusterUnderTest cluster, Tier expected)
    {
        var lookups = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            i => cluster.Client.GetHistoryAsync(KeyAt(i), default).AsTask()));
        Assert.All(lookups, lookup => Assert.Equal(expected, lookup.Tier));
    }

    private async Task AssertOwnedForAnHourAsync(ClusterUnderTest cluster, int count)
    {
        await UntilAsync(cluster, count, count);
        // Nobody calls the grains, and nobody sweeps the memory: only their timers can end this.
        _time.Advance(TimeSpan.FromSeconds(3_601));
        await UntilAsync(cluster, 0, 0);
    }

    /// <summary>
    /// Waits until there are so many activations of histories' grains and so many entries in memory, on each silo the same.
    /// </summary>
    private static async Task UntilAsync(ClusterUnderTest cluster, int activations, int entries)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var counts = await CountAsync(cluster);
            if (counts == (activations, entries, true)) return;
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < Patience,
                $"There are {counts.Activations} activations, not {activations}, and {counts.Entries} entries, not {entries}.");
            await Task.Delay(50);
        }
    }

    private static async Task<(int Activations, int Entries, bool IsOwned)> CountAsync(ClusterUnderTest cluster)
    {
        var active = (await cluster.Cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
            .Where(type => type.GrainType.Contains(nameof(PriceHistoryGrain), StringComparison.Ordinal))
            .ToDictionary(type => type.SiloAddress, type => type.ActivationCount);
        var held = cluster.Cluster.Silos.ToDictionary(
            silo => silo.SiloAddress, silo => silo.ServiceProvider.GetRequiredService<SiloCache>().Memory.Count);
        return (active.Values.Sum(), held.Values.Sum(), held.All(silo => active.GetValueOrDefault(silo.Key) == silo.Value));
    }
}
