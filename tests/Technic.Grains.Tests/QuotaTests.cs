using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Grains.Quota;
using Technic.Testing;

namespace Technic.Grains.Tests;

/// <summary>One quota for the whole cluster, whoever asks and whoever dies.</summary>
public sealed class QuotaTests : IAsyncLifetime
{
    private const int PerMinute = 10;

    private readonly ManualTimeProvider _time = new(Clocks.WednesdayEvening);
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() =>
        _cluster = await TestCluster.StartAsync(new ScriptedSource(_time), _time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos: 2);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task All_silos_together_keep_to_the_quota_and_everyone_gets_a_turn()
    {
        await using var one = Quota(0);
        await using var two = Quota(1);
        var turns = Enumerable.Range(0, 15).Select(i => (i % 2 == 0 ? one : two).WaitAsync(CancellationToken.None).AsTask()).ToArray();

        await UntilAsync(() => turns.Count(t => t.IsCompletedSuccessfully) == PerMinute);
        await Task.Delay(300);
        Assert.Equal(PerMinute, turns.Count(t => t.IsCompletedSuccessfully));

        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return turns.All(t => t.IsCompletedSuccessfully);
        });
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
        one.SlowDown(TimeSpan.FromSeconds(30));
        var mine = one.WaitAsync(CancellationToken.None).AsTask();
        var grain = _cluster.Cluster.Client.GetGrain<IQuotaGrain>("scripted");

        await UntilAsync(() => !mine.IsCompleted && grain.LeaseAsync(1, PerMinute).GetAwaiter().GetResult().Wait > TimeSpan.Zero);
        _time.Advance(TimeSpan.FromSeconds(31));
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return mine.IsCompletedSuccessfully;
        });
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_uses_nothing_up()
    {
        await using var one = Quota(0);
        for (var i = 0; i < PerMinute; i++) await one.WaitAsync(CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var left = one.WaitAsync(leaving.Token).AsTask();
        var stayed = one.WaitAsync(CancellationToken.None).AsTask();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return stayed.IsCompletedSuccessfully;
        });
    }

    private ClusterQuota Quota(int silo) => new(
        _cluster.Cluster.Silos[silo].ServiceProvider.GetRequiredService<IGrainFactory>(), "scripted", PerMinute, _time, NullLogger<ClusterQuota>.Instance);

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 1_000, "It did not come about within twenty seconds.");
            await Task.Delay(20);
        }
    }
}
