using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Cluster.Contracts;

/// <summary>
/// A history: its key, and its columns as every store keeps them (<see cref="PriceHistoryCodec"/>, a versioned layout with a checksum).
/// </summary>
[GenerateSerializer, Immutable, Alias("technic.PriceHistory")]
public struct PriceHistorySurrogate
{
    [Id(0)] public string Key;
    [Id(1)] public byte[] Payload;
}

[RegisterConverter, RegisterCopier]
public sealed class PriceHistoryConverter : CoreConverter<PriceHistory, PriceHistorySurrogate>
{
    public override PriceHistorySurrogate ConvertToSurrogate(in PriceHistory value) =>
        new() { Key = value.Key.ToString(), Payload = PriceHistoryCodec.Encode(value) };

    public override PriceHistory ConvertFromSurrogate(in PriceHistorySurrogate surrogate) =>
        PriceHistoryCodec.TryDecode(surrogate.Payload, PriceHistoryKey.Parse(surrogate.Key), out var history, out _)
            ? history
            : throw new InvalidDataException($"The history of {surrogate.Key} was damaged between silos, or has a later layout.");
}

[GenerateSerializer, Immutable, Alias("technic.HistoryLookup")]
public struct HistoryLookupSurrogate
{
    [Id(0)] public PriceHistory? History;
    [Id(1)] public Tier Tier;
    [Id(2)] public int Requests;
    [Id(3)] public bool IsStale;
    [Id(4)] public string? Problem;
    [Id(5)] public PriceSourceFailure? Failure;
}

[RegisterConverter, RegisterCopier]
public sealed class HistoryLookupConverter : CoreConverter<HistoryLookup, HistoryLookupSurrogate>
{
    public override HistoryLookupSurrogate ConvertToSurrogate(in HistoryLookup value) => new()
    {
        History = value.History,
        Tier = value.Tier,
        Requests = value.Requests,
        IsStale = value.IsStale,
        Problem = value.Problem,
        Failure = value.Failure,
    };

    public override HistoryLookup ConvertFromSurrogate(in HistoryLookupSurrogate surrogate) =>
        new(surrogate.History, surrogate.Tier, surrogate.Requests, surrogate.IsStale, surrogate.Problem, surrogate.Failure);
}

[GenerateSerializer, Immutable, Alias("technic.CacheStatistics")]
public struct CacheStatisticsSurrogate
{
    [Id(0)] public long MemoryHits;
    [Id(1)] public long StoreHits;
    [Id(2)] public long Misses;
    [Id(3)] public long CacheSize;
    [Id(4)] public long MemoryBytes;
    [Id(5)] public long ProviderFetches;
    [Id(6)] public long ProviderRequests;
    [Id(7)] public long StaleServed;
    [Id(8)] public long Coalesced;
    [Id(9)] public long Failures;
    [Id(10)] public long StoreDamaged;
    [Id(11)] public long StoreUnavailable;
    [Id(12)] public long Evictions;
}

[RegisterConverter, RegisterCopier]
public sealed class CacheStatisticsConverter : CoreConverter<CacheStatistics, CacheStatisticsSurrogate>
{
    public override CacheStatisticsSurrogate ConvertToSurrogate(in CacheStatistics value) => new()
    {
        MemoryHits = value.MemoryHits,
        StoreHits = value.StoreHits,
        Misses = value.Misses,
        CacheSize = value.CacheSize,
        MemoryBytes = value.MemoryBytes,
        ProviderFetches = value.ProviderFetches,
        ProviderRequests = value.ProviderRequests,
        StaleServed = value.StaleServed,
        Coalesced = value.Coalesced,
        Failures = value.Failures,
        StoreDamaged = value.StoreDamaged,
        StoreUnavailable = value.StoreUnavailable,
        Evictions = value.Evictions,
    };

    public override CacheStatistics ConvertFromSurrogate(in CacheStatisticsSurrogate surrogate) => new(
        surrogate.MemoryHits, surrogate.StoreHits, surrogate.Misses, surrogate.CacheSize, surrogate.MemoryBytes, surrogate.ProviderFetches,
        surrogate.ProviderRequests, surrogate.StaleServed, surrogate.Coalesced, surrogate.Failures, surrogate.StoreDamaged,
        surrogate.StoreUnavailable)
    {
        Evictions = surrogate.Evictions,
    };
}
