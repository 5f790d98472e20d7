using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using Technic.Cluster.Contracts;
using Technic.Cluster.Grains;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>One quota for the whole cluster, whoever asks and whoever dies.</summary>
public sealed class QuotaTests : IAsyncLifetime
{
    private const int PerMinute = 10;

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private ClusterUnderTest _cluster = null!;

    public async Task InitializeAsync() =>
        _cluster = await ClusterUnderTest.StartAsync(
            new ScriptedSource(_time), _time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos: 2);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task All_silos_together_keep_to_the_quota_and_everyone_gets_a_turn()
    {
        await using var one = Quota(0);
        await using var two = Quota(1);
        one.Ask(8);
        two.Ask(7);

        await IdleAsync(one, two);
        await TurnsAsync(PerMinute, one, two);
        Assert.Equal(PerMinute, one.Turns + two.Turns);

        await AdvanceUntilAllHaveTurnsAsync(one, two);
        Assert.InRange(_time.GetUtcNow() - Clocks.WednesdayEvening, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task The_quota_survives_the_silo_that_kept_it()
    {
        var grain = _cluster.Cluster.Client.GetGrain<IQuotaGrain>("polygon");
        Assert.Equal(PerMinute, (await grain.LeaseAsync(50, PerMinute)).Permits);

        await _cluster.RestartAsync();
        grain = _cluster.Cluster.Client.GetGrain<IQuotaGrain>("polygon");

        Assert.Equal(0, (await grain.LeaseAsync(1, PerMinute)).Permits);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(1, (await grain.LeaseAsync(1, PerMinute)).Permits);
    }

    [SkippableFact]
    public async Task What_was_granted_while_the_database_hung_counts_after_the_silo_was_killed()
    {
        Skip.IfNot(PostgresServer.IsInstalled, PostgresServer.NoPrivateServer);
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var cluster = await ClusterUnderTest.StartAsync(
            new ScriptedSource(_time), _time, await server.CreateDatabaseAsync(isPatient: false), silos: 2);
        Assert.Equal(2, (await Grain(cluster).LeaseAsync(2, PerMinute)).Permits);
        server.Suspend();
        var hung = (await Grain(cluster).LeaseAsync(50, PerMinute)).Permits;
        var management = cluster.Cluster.Client.GetGrain<IManagementGrain>(0);
        var address = await management.GetActivationAddress(Grain(cluster));
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos.Single(silo => silo.SiloAddress.Equals(address)));
        server.Resume();
        _time.Advance(TimeSpan.FromSeconds(10));

        var afterwards = await FirstAnswerAsync(cluster);

        // The killed silo could have granted until the end of its lease, a minute after its last write.
        Assert.Equal((PerMinute - 2, 0), (hung, afterwards));
        _time.Advance(StoredQuota.Lease + TimeSpan.FromSeconds(61));
        Assert.Equal(PerMinute, (await Grain(cluster).LeaseAsync(50, PerMinute)).Permits);
    }

    [Fact]
    public async Task Of_two_activations_only_the_one_that_the_state_names_grants()
    {
        var storage = _cluster.Cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>("Default");
        Assert.Equal(3, (await Grain(_cluster).LeaseAsync(3, PerMinute)).Permits);
        var row = new GrainState<QuotaState>();
        await storage.ReadStateAsync("quota", Grain(_cluster).GetGrainId(), row);
        row.State!.Owner = Guid.NewGuid();
        await storage.WriteStateAsync("quota", Grain(_cluster).GetGrainId(), row);

        var second = await Grain(_cluster).LeaseAsync(3, PerMinute);
        var third = await Grain(_cluster).LeaseAsync(3, PerMinute);

        Assert.Equal((0, 0), (second.Permits, third.Permits));
        _time.Advance(StoredQuota.Lease + TimeSpan.FromSeconds(61));
        Assert.Equal(3, (await Grain(_cluster).LeaseAsync(3, PerMinute)).Permits);
    }

    private static IQuotaGrain Grain(ClusterUnderTest cluster) => cluster.Cluster.Client.GetGrain<IQuotaGrain>("polygon");

    /// <summary>The first permits that an activation gives or refuses, once the cluster and the database work again.</summary>
    private async Task<int> FirstAnswerAsync(ClusterUnderTest cluster)
    {
        while (true)
        {
            try
            {
                var lease = await Grain(cluster).LeaseAsync(50, PerMinute);
                // A second is the answer while the database is not used yet.
                if (lease.Permits > 0 || lease.Wait > TimeSpan.FromSeconds(1)) return lease.Permits;
                _time.Advance(TimeSpan.FromSeconds(1));
            }
            catch (Exception problem) when (problem is OrleansException or TimeoutException)
            {
                // The silo is not known to be dead yet.
            }
            await Task.Delay(100);
        }
    }

    [Fact]
    public async Task A_pause_the_provider_asks_one_silo_for_holds_for_all()
    {
        await using var one = Quota(0);
        await using var two = Quota(1);
        one.Quota.SlowDown(TimeSpan.FromSeconds(30));
        one.Ask(1);
        await IdleAsync(one);
        two.Ask(1);
        await IdleAsync(two);
        Assert.Equal(0, one.Turns + two.Turns);

        Advance(TimeSpan.FromSeconds(29), one, two);
        await IdleAsync(one, two);
        Assert.Equal(0, one.Turns + two.Turns);

        await AdvanceUntilAllHaveTurnsAsync(one, two);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_uses_nothing_up()
    {
        await using var one = Quota(0);
        for (var i = 0; i < PerMinute; i++) await one.Quota.WaitAsync(CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var left = one.Quota.WaitAsync(leaving.Token).AsTask();
        one.Ask(1);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await AdvanceUntilAllHaveTurnsAsync(one);
    }

    private QuotaUnderTest Quota(int silo) => new(_cluster.Cluster.Silos[silo].ServiceProvider.GetRequiredService<IGrainFactory>());

    /// <summary>Moves the clock of the grain and then those of the quotas, which ask it.</summary>
    private void Advance(TimeSpan by, params QuotaUnderTest[] quotas)
    {
        _time.Advance(by);
        foreach (var quota in quotas) quota.Time.Advance(by);
    }

    /// <summary>Moves the clock only while every quota waits: the grain's answers take as long as the machine needs.</summary>
    private async Task AdvanceUntilAllHaveTurnsAsync(params QuotaUnderTest[] quotas)
    {
        await IdleAsync(quotas);
        while (quotas.Any(quota => quota.IsWaiting))
        {
            Advance(TimeSpan.FromSeconds(5), quotas);
            await IdleAsync(quotas);
        }
    }

    /// <summary>Waits until so many have a turn: who waits for one learns of it a little later than the quota gives it.</summary>
    private static async Task TurnsAsync(int count, params QuotaUnderTest[] quotas)
    {
        await foreach (var _ in Task.WhenEach(quotas.SelectMany(quota => quota.All)).Take(count));
    }

    private static Task IdleAsync(params QuotaUnderTest[] quotas) => Task.WhenAll(quotas.Select(quota => quota.IdleAsync()));

    /// <summary>A silo's share of the quota on a clock of its own, so that its wait is the only one on it.</summary>
    private sealed class QuotaUnderTest : IAsyncDisposable
    {
        private Task[] _turns = [];

        public QuotaUnderTest(IGrainFactory grains) =>
            Quota = new ClusterQuota(grains, "scripted", PerMinute, Time, NullLogger<ClusterQuota>.Instance);

        public TimerTrackingTimeProvider Time { get; } = new(Clocks.WednesdayEvening);

        public ClusterQuota Quota { get; }

        public IReadOnlyList<Task> All => _turns;

        public int Turns => _turns.Count(turn => turn.IsCompletedSuccessfully);

        public bool IsWaiting => Turns < _turns.Length;

        public void Ask(int times) =>
            _turns = [.. Enumerable.Range(0, times).Select(_ => Quota.WaitAsync(CancellationToken.None).AsTask())];

        /// <summary>Waits until everyone who asked has a turn, or the quota waits for its next lease.</summary>
        public async Task IdleAsync() => await await Task.WhenAny(Task.WhenAll(_turns), Time.WaitForTimerAsync(_ => true));

        public ValueTask DisposeAsync() => Quota.DisposeAsync();
    }
}
