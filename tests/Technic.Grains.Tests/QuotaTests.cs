using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Grains.Quota;
using Technic.Testing;

namespace Technic.Grains.Tests;

/// <summary>One quota for the whole cluster, whoever asks and whoever dies.</summary>
public sealed class QuotaTests : IAsyncLifetime
{
    private const int PerMinute = 10;

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() =>
        _cluster = await TestCluster.StartAsync(new ScriptedSource(_time), _time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos: 2);

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

        public QuotaUnderTest(IGrainFactory grains) => Quota = new ClusterQuota(grains, "scripted", PerMinute, Time, NullLogger<ClusterQuota>.Instance);

        public TimerTrackingTimeProvider Time { get; } = new(Clocks.WednesdayEvening);

        public ClusterQuota Quota { get; }

        public IReadOnlyList<Task> All => _turns;

        public int Turns => _turns.Count(turn => turn.IsCompletedSuccessfully);

        public bool IsWaiting => Turns < _turns.Length;

        public void Ask(int times) => _turns = [.. Enumerable.Range(0, times).Select(_ => Quota.WaitAsync(CancellationToken.None).AsTask())];

        /// <summary>Waits until everyone who asked has a turn, or the quota waits for its next lease.</summary>
        public async Task IdleAsync() => await await Task.WhenAny(Task.WhenAll(_turns), Time.WaitForTimerAsync(_ => true));

        public ValueTask DisposeAsync() => Quota.DisposeAsync();
    }
}
