using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using Technic.Cluster.Grains;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>
/// Two activations of one quota at the same time, over one real database that each of them can lose: in no minute do they grant more than
/// the plan allows, in whatever order they are asked, cut off, replaced and started again.
/// </summary>
public sealed class StoredQuotaTests : IAsyncLifetime
{
    private const int PerMinute = 5;

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private ClusterUnderTest _cluster = null!;
    private IGrainStorage _storage = null!;

    public async Task InitializeAsync()
    {
        _cluster = await ClusterUnderTest.StartAsync(
            new ScriptedSource(_time), _time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos: 1);
        _storage = _cluster.Cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>("Default");
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task An_owner_that_is_cut_off_and_its_successor_never_overspend_together()
    {
        var (first, second) = (Start("cut"), Start("cut"));
        var grants = new Grants(_time);
        await grants.AskAsync(first, PerMinute);
        first.Storage.IsCutOff = true;

        for (var step = 0; step < 5 * 60; step++)
        {
            await grants.AskAsync(first, 1);
            await grants.AskAsync(second, 1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        grants.AssertWithin(PerMinute);
        // The successor takes over; the quota is not blocked for ever.
        Assert.True(grants.Of(second) >= 2 * PerMinute, $"The successor granted {grants.Of(second)}.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_happens_to_two_activations_no_minute_has_more_than_the_quota(int seed)
    {
        var random = new Random(seed);
        var activations = new[] { Start($"random{seed}"), Start($"random{seed}") };
        var grants = new Grants(_time);

        for (var step = 0; step < 3_000; step++)
        {
            var which = random.Next(activations.Length);
            switch (random.Next(60))
            {
                case 0 or 4: activations[which].Storage.IsCutOff ^= true; break;
                case 1: activations[which] = Start($"random{seed}"); break;
                case 2:
                    await activations[which].Quota.EndAsync();
                    activations[which] = Start($"random{seed}");
                    break;
                case 3: activations[which].Storage.Delay = TimeSpan.FromSeconds(random.Next(3)); break;
                default: await grants.AskAsync(activations[which], 1 + random.Next(PerMinute)); break;
            }
            _time.Advance(TimeSpan.FromSeconds(random.Next(6)));
        }

        grants.AssertWithin(PerMinute);
        Assert.True(grants.Total > 10 * PerMinute, "Nothing was tested.");
    }

    [Fact]
    public async Task Without_the_database_an_owner_grants_until_its_lease_ends_and_goes_on_when_the_database_returns()
    {
        var owner = Start("outage");
        Assert.Equal(1, (await owner.Quota.LeaseAsync(1, PerMinute)).Permits);
        owner.Storage.IsCutOff = true;
        _time.Advance(StoredQuota.Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await owner.Quota.LeaseAsync(1, PerMinute)).Permits);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await owner.Quota.LeaseAsync(1, PerMinute)).Permits);
        owner.Storage.IsCutOff = false;

        Assert.Equal(1, (await owner.Quota.LeaseAsync(1, PerMinute)).Permits);
    }

    [Fact]
    public async Task A_fresh_activation_without_the_database_grants_nothing()
    {
        var fresh = Start("fresh");
        fresh.Storage.IsCutOff = true;

        Assert.Equal(0, (await fresh.Quota.LeaseAsync(1, PerMinute)).Permits);
    }

    private Activation Start(string key)
    {
        var storage = new CutStorage(_storage, _time);
        return new Activation(
            new StoredQuota(GrainId.Create("quota", key), storage, _time, NullLogger<StoredQuota>.Instance), storage);
    }

    private sealed record Activation(StoredQuota Quota, CutStorage Storage);

    /// <summary>The granted permits with the time at which each can be used.</summary>
    private sealed class Grants(TimeProvider time)
    {
        private readonly List<(DateTimeOffset At, int Permits, Activation By)> _all = [];

        public int Total => _all.Sum(grant => grant.Permits);

        public int Of(Activation activation) => _all.Where(grant => grant.By == activation).Sum(grant => grant.Permits);

        public async Task AskAsync(Activation activation, int wanted)
        {
            var lease = await activation.Quota.LeaseAsync(wanted, PerMinute);
            if (lease.Permits > 0) _all.Add((time.GetUtcNow(), lease.Permits, activation));
        }

        public void AssertWithin(int perMinute)
        {
            foreach (var (start, _, _) in _all)
            {
                var minute = _all.Where(grant => grant.At >= start && grant.At < start + TimeSpan.FromMinutes(1)).ToArray();
                Assert.True(
                    minute.Sum(grant => grant.Permits) <= perMinute,
                    $"Granted from {start:T} on: {string.Join(", ", minute.Select(grant => $"{grant.Permits} at {grant.At:T}"))}");
            }
        }
    }

    /// <summary>A storage that can be unreachable, and that can take time to fail or to answer.</summary>
    private sealed class CutStorage(IGrainStorage inner, FakeTimeProvider time) : IGrainStorage
    {
        public bool IsCutOff { get; set; }

        public TimeSpan Delay { get; set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            Reach(() => inner.ReadStateAsync(stateName, grainId, grainState));

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            Reach(() => inner.WriteStateAsync(stateName, grainId, grainState));

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            Reach(() => inner.ClearStateAsync(stateName, grainId, grainState));

        private Task Reach(Func<Task> operation)
        {
            time.Advance(Delay);
            return IsCutOff ? Task.FromException(new TimeoutException("Cut off.")) : operation();
        }
    }
}
