using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

public sealed class CacheCountersTests : IDisposable
{
    private readonly HistoryMemory _memory = new(new MarketClock(new FakeTimeProvider(Clocks.WednesdayEvening)));
    private readonly CacheCounters _counters;

    public CacheCountersTests() => _counters = new CacheCounters(_memory);

    public void Dispose() => _counters.Dispose();

    private static readonly PriceHistory History = new(
        PriceHistoryKey.Parse("AAPL_90_daily"), Markets.Series(Markets.Repeat(1, 4_321)), Clocks.WednesdayEvening, "test");

    /// <summary>Counts each event a different number of times.</summary>
    private void CountEverything()
    {
        _counters.Count(
        [
            new(0, new HistoryLookup(History, Tier.Memory)), new(1, new HistoryLookup(History, Tier.Memory)),
            new(2, new HistoryLookup(History, Tier.Memory)),
            new(3, new HistoryLookup(History, Tier.Store)), new(4, new HistoryLookup(History, Tier.Store)),
            new(5, new HistoryLookup(History, Tier.Provider, IsStale: true)),
            new(6, new HistoryLookup(History, Tier.Provider, IsStale: true), Joined: true),
            new(7, new HistoryLookup(History, Tier.Provider), Joined: true),
            new(8, new HistoryLookup(History, Tier.Provider), Joined: true),
            new(9, new HistoryLookup(null, Tier.Provider)),
        ]);
        for (var i = 0; i < 4; i++) _counters.StoreDamaged();
        for (var i = 0; i < 6; i++) _counters.StoreUnavailable();
        for (var i = 0; i < 7; i++) _counters.ProviderFetch(requests: 3);
        _memory.Put(History, 0);
    }

    [Fact]
    public void Answers_are_counted_by_tier_and_by_how_they_ended()
    {
        Assert.Equal(CacheStatistics.Zero, _counters.Snapshot());

        CountEverything();

        var statistics = _counters.Snapshot();
        Assert.Equal(
            new CacheStatistics(
                MemoryHits: 3, StoreHits: 2, Misses: 5, CacheSize: 1, _memory.Bytes, ProviderFetches: 7, ProviderRequests: 21,
                StaleServed: 2, Coalesced: 3,
                Failures: 1, StoreDamaged: 4, StoreUnavailable: 6),
            statistics);
        Assert.Equal((5, 10, 50), (statistics.Hits, statistics.Total, statistics.HitRate));
    }

    [Fact]
    public void The_metrics_are_the_same_numbers()
    {
        CountEverything();
        var measured = new List<(string Name, double Value)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == CacheCounters.MeterName) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            measured.Add((tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}", value)));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => measured.Add((instrument.Name, value)));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.Add((instrument.Name, value)));
        listener.Start();
        listener.RecordObservableInstruments();
        _counters.ScanTook(TimeSpan.FromMilliseconds(1_234_567));

        // Other tests have counters of the same meter, so these are listed too.
        (string, double)[] expected =
        [
            ("technic.cache.hits memory", 3), ("technic.cache.hits store", 2), ("technic.cache.misses", 5), ("technic.cache.stale", 2),
            ("technic.cache.coalesced", 3), ("technic.cache.failures", 1), ("technic.store.damaged", 4), ("technic.store.unavailable", 6),
            ("technic.provider.fetches", 7), ("technic.provider.requests", 21), ("technic.cache.size", 1),
            ("technic.cache.bytes", _memory.Bytes),
            ("technic.scan.duration", 1_234.567),
        ];
        Assert.Empty(expected.Except(measured));
    }

    [Fact]
    public void Counters_that_have_ended_are_measured_no_longer()
    {
        CountEverything();
        _counters.Dispose();
        var sizes = new List<double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "technic.cache.bytes") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => sizes.Add(value));
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.DoesNotContain(_memory.Bytes, sizes);
    }

    [Fact]
    public void The_statistics_of_two_processes_add_up_number_by_number()
    {
        var one = new CacheStatistics(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        var other = new CacheStatistics(100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_100, 1_200);

        Assert.Equal(new CacheStatistics(101, 202, 303, 404, 505, 606, 707, 808, 909, 1_010, 1_111, 1_212), one + other);
        Assert.Equal(one, one + CacheStatistics.Zero);
    }

    [Fact]
    public void There_is_no_rate_before_the_first_lookup() => Assert.Equal(0, CacheStatistics.Zero.HitRate);

    [Fact]
    public void A_hundred_cold_keys_and_the_same_again_are_a_rate_of_one_half()
    {
        _counters.Miss(100);
        _counters.MemoryHit(100);

        var statistics = _counters.Snapshot();
        Assert.Equal((100, 100, 200, 50.0), (statistics.Hits, statistics.Misses, statistics.Total, statistics.HitRate));
    }

    [Fact]
    public void The_requests_of_a_fetch_are_reported_in_the_context_that_made_them()
    {
        var reported = new List<int>();
        _counters.Requested = reported.Add;

        _counters.ProviderFetch(requests: 3);
        _counters.ProviderFetch(requests: 0);

        Assert.Equal([3, 0], reported);
    }

    [Fact]
    public void The_numbers_of_two_processes_add_up()
    {
        var one = new CacheStatistics(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) { Evictions = 13 };

        Assert.Equal(new CacheStatistics(2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24) { Evictions = 26 }, one + one);
        Assert.Equal(one, one + CacheStatistics.Zero);
    }
}
