using System.Diagnostics.Metrics;

namespace Technic.Core.Histories;

/// <summary>
/// Counts the operations of the cache, exactly and without locks, and publishes the same numbers as metrics of the meter <c>Technic</c>.
/// Each processor adds to its own cells, so that lookups on different processors do not wait for each other. A symbol or key is never a
/// dimension.
/// </summary>
public sealed class CacheCounters : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Technic";

    // Seconds: from a repeated scan in memory to a load of minutes.
    private static readonly double[] ScanBounds =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

    private readonly Meter _meter = new(MeterName);
    private readonly HistoryMemory _memory;
    private readonly Histogram<double> _scanSeconds;
    private readonly StripedCounter _memoryHits = new();
    private readonly StripedCounter _storeHits = new();
    private readonly StripedCounter _misses = new();
    private readonly StripedCounter _providerFetches = new();
    private readonly StripedCounter _providerRequests = new();
    private readonly StripedCounter _staleServed = new();
    private readonly StripedCounter _coalesced = new();
    private readonly StripedCounter _failures = new();
    private readonly StripedCounter _storeDamaged = new();
    private readonly StripedCounter _storeUnavailable = new();

    public CacheCounters(HistoryMemory memory)
    {
        _memory = memory;
        _meter.CreateObservableCounter("technic.cache.hits", ObserveHits, "{lookup}", "Lookups answered by memory or the store");
        _meter.CreateObservableCounter("technic.cache.misses", _misses.Sum, "{lookup}", "Lookups that needed the provider");
        _meter.CreateObservableCounter(
            "technic.cache.stale", _staleServed.Sum, "{lookup}", "Old copies served because the provider failed");
        _meter.CreateObservableCounter("technic.cache.coalesced", _coalesced.Sum, "{lookup}", "Lookups that shared another's request");
        _meter.CreateObservableCounter("technic.cache.failures", _failures.Sum, "{lookup}", "Lookups without a history");
        _meter.CreateObservableCounter("technic.store.damaged", _storeDamaged.Sum, "{row}", "Unreadable stored rows");
        _meter.CreateObservableCounter("technic.store.unavailable", _storeUnavailable.Sum, "{read}", "Failed reads of the store");
        _meter.CreateObservableCounter(
            "technic.provider.fetches", _providerFetches.Sum, "{history}", "Histories requested from the provider");
        _meter.CreateObservableCounter("technic.provider.requests", _providerRequests.Sum, "{request}", "Provider requests");
        _meter.CreateObservableCounter(
            "technic.cache.evictions", () => _memory.Evictions, "{history}", "Histories evicted because the memory was full");
        _meter.CreateObservableGauge("technic.cache.size", () => _memory.Count, "{history}", "Histories in memory");
        _meter.CreateObservableGauge("technic.cache.bytes", () => _memory.Bytes, "By", "Size of the histories in memory");
        _scanSeconds = _meter.CreateHistogram(
            "technic.scan.duration", "s", "Duration of scans", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = ScanBounds });
    }

    /// <summary>Called with the number of provider requests, in the context of the operation that made them.</summary>
    public Action<int>? Requested { get; set; }

    public void MemoryHit(long lookups = 1) => _memoryHits.Add(lookups);
    public void StoreHit(long lookups = 1) => _storeHits.Add(lookups);
    public void Miss(long lookups = 1) => _misses.Add(lookups);
    public void StaleServed(long lookups = 1) => _staleServed.Add(lookups);
    public void Coalesced(long lookups = 1) => _coalesced.Add(lookups);
    public void Failure(long lookups = 1) => _failures.Add(lookups);
    public void StoreDamaged() => _storeDamaged.Increment();
    public void StoreUnavailable() => _storeUnavailable.Increment();

    public void ProviderFetch(int requests)
    {
        _providerFetches.Increment();
        _providerRequests.Add(requests);
        Requested?.Invoke(requests);
    }

    /// <summary>Counts the answers of searches.</summary>
    public void Count(HistoryAnswer[] answers)
    {
        int memory = 0, store = 0, misses = 0, stale = 0, joined = 0, failures = 0;
        foreach (ref readonly var answer in answers.AsSpan())
        {
            switch (answer.Lookup.Tier)
            {
                case Tier.Memory: memory++; break;
                case Tier.Store: store++; break;
                default: misses++; break;
            }
            if (answer.Lookup.IsStale) stale++;
            if (answer.Joined) joined++;
            if (!answer.Lookup.Succeeded) failures++;
        }
        if (memory > 0) MemoryHit(memory);
        if (store > 0) StoreHit(store);
        if (misses > 0) Miss(misses);
        if (stale > 0) StaleServed(stale);
        if (joined > 0) Coalesced(joined);
        if (failures > 0) Failure(failures);
    }

    public void ScanTook(TimeSpan elapsed) => _scanSeconds.Record(elapsed.TotalSeconds);

    /// <summary>The current numbers; exact when the counted lookups have ended.</summary>
    public CacheStatistics Snapshot() => new(
        _memoryHits.Sum(), _storeHits.Sum(), _misses.Sum(), _memory.Count, _memory.Bytes, _providerFetches.Sum(), _providerRequests.Sum(),
        _staleServed.Sum(), _coalesced.Sum(), _failures.Sum(), _storeDamaged.Sum(), _storeUnavailable.Sum())
    {
        Evictions = _memory.Evictions,
    };

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> ObserveHits() =>
    [
        new(_memoryHits.Sum(), new KeyValuePair<string, object?>("tier", "memory")),
        new(_storeHits.Sum(), new KeyValuePair<string, object?>("tier", "store")),
    ];
}
