using System.Diagnostics.Metrics;

namespace Technic.Core.Histories;

/// <summary>
/// Counts what the cache does, exactly and without locks, and shows the same numbers as metrics under the meter <c>Technic</c>.
/// A symbol or key is never a dimension.
/// </summary>
public sealed class CacheCounters : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Technic";

    private readonly Meter _meter = new(MeterName);
    private readonly MemoryTier _memory;
    private readonly Histogram<double> _scanSeconds;
    private long _memoryHits, _storeHits, _misses, _providerFetches, _providerRequests, _staleServed, _coalesced, _failures, _storeDamaged, _storeUnavailable;

    public CacheCounters(MemoryTier memory)
    {
        _memory = memory;
        _meter.CreateObservableCounter("technic.cache.hits", ObserveHits, "{lookup}", "Lookups answered by memory or the store");
        _meter.CreateObservableCounter("technic.cache.misses", () => Read(ref _misses), "{lookup}", "Lookups that needed the provider");
        _meter.CreateObservableCounter("technic.cache.stale", () => Read(ref _staleServed), "{lookup}", "Old copies served because the provider failed");
        _meter.CreateObservableCounter("technic.cache.coalesced", () => Read(ref _coalesced), "{lookup}", "Lookups that joined another's flight");
        _meter.CreateObservableCounter("technic.cache.failures", () => Read(ref _failures), "{lookup}", "Lookups that ended without a history");
        _meter.CreateObservableCounter("technic.store.damaged", () => Read(ref _storeDamaged), "{row}", "Stored rows that could not be read");
        _meter.CreateObservableCounter("technic.store.unavailable", () => Read(ref _storeUnavailable), "{read}", "Reads that the store did not answer");
        _meter.CreateObservableCounter("technic.provider.fetches", () => Read(ref _providerFetches), "{history}", "Histories asked of the provider");
        _meter.CreateObservableCounter("technic.provider.requests", () => Read(ref _providerRequests), "{request}", "Requests that took");
        _meter.CreateObservableGauge("technic.cache.size", () => _memory.Count, "{history}", "Histories in memory");
        _meter.CreateObservableGauge("technic.cache.bytes", () => _memory.Bytes, "By", "What they occupy");
        _scanSeconds = _meter.CreateHistogram<double>("technic.scan.duration", "s", "Time of whole scans");
    }

    public void MemoryHit(long lookups = 1) => Interlocked.Add(ref _memoryHits, lookups);
    public void StoreHit(long lookups = 1) => Interlocked.Add(ref _storeHits, lookups);
    public void Miss() => Interlocked.Increment(ref _misses);
    public void StaleServed() => Interlocked.Increment(ref _staleServed);
    public void Coalesced() => Interlocked.Increment(ref _coalesced);
    public void Failure() => Interlocked.Increment(ref _failures);
    public void StoreDamaged() => Interlocked.Increment(ref _storeDamaged);
    public void StoreUnavailable() => Interlocked.Increment(ref _storeUnavailable);

    public void ProviderFetch(int requests)
    {
        Interlocked.Increment(ref _providerFetches);
        Interlocked.Add(ref _providerRequests, requests);
    }

    public void ScanTook(TimeSpan elapsed) => _scanSeconds.Record(elapsed.TotalSeconds);

    /// <summary>The numbers now; exact once the lookups they count have ended.</summary>
    public CacheStatistics Snapshot() => new(
        Read(ref _memoryHits), Read(ref _storeHits), Read(ref _misses), _memory.Count, _memory.Bytes, Read(ref _providerFetches), Read(ref _providerRequests),
        Read(ref _staleServed), Read(ref _coalesced), Read(ref _failures), Read(ref _storeDamaged), Read(ref _storeUnavailable));

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> ObserveHits() =>
    [
        new(Read(ref _memoryHits), new KeyValuePair<string, object?>("tier", "memory")),
        new(Read(ref _storeHits), new KeyValuePair<string, object?>("tier", "store")),
    ];

    private static long Read(ref long counter) => Interlocked.Read(ref counter);
}
