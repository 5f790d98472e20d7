using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Serialization.Cloning;
using Technic.Core.Histories;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Grains.Messages;

namespace Technic.Grains.Serialization;

/// <summary>What Core's types travel as: bytes in a layout of their own, for Core knows nothing of Orleans.</summary>
[GenerateSerializer, Immutable, Alias("technic.Payload")]
public struct Payload
{
    [Id(0)] public byte[] Bytes;
}

/// <summary>Lets a type of Core travel. Within a silo the same instance is handed on, for all of them are immutable.</summary>
public abstract class Traveller<T> : IConverter<T, Payload>, IDeepCopier<T>
{
    public T ConvertFromSurrogate(in Payload surrogate) => Read(surrogate.Bytes);

    public Payload ConvertToSurrogate(in T value) => new() { Bytes = Write(value) };

#nullable disable annotations // One build of Orleans says T here, the next one T?.
    public T DeepCopy(T input, CopyContext context) => input;
#nullable restore annotations

    protected abstract byte[] Write(T value);

    protected abstract T Read(byte[] bytes);
}

/// <summary>A type that travels as JSON.</summary>
public abstract class JsonTraveller<T> : Traveller<T>
{
    private static readonly JsonTypeInfo<T> Type = (JsonTypeInfo<T>)ClusterJson.Default.GetTypeInfo(typeof(T))!;

    protected override byte[] Write(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Type);

    protected override T Read(byte[] bytes) => JsonSerializer.Deserialize(bytes, Type)!;
}

[RegisterConverter, RegisterCopier]
public sealed class ScanRequestTraveller : JsonTraveller<ScanRequest>
{
    private static readonly byte[] Defaults = JsonSerializer.SerializeToUtf8Bytes(new ScanRequest(), ClusterJson.Default.ScanRequest);

    // A property that another version does not have keeps its default: the generated contract would set it to zero. Of two values the later one counts.
    protected override ScanRequest Read(byte[] bytes) => base.Read([.. Defaults.AsSpan()[..^1], (byte)',', .. bytes.AsSpan(1)]);
}

[RegisterConverter, RegisterCopier]
public sealed class ScanStartedTraveller : JsonTraveller<ScanStarted>;

[RegisterConverter, RegisterCopier]
public sealed class ScanPlannedTraveller : JsonTraveller<ScanPlanned>;

[RegisterConverter, RegisterCopier]
public sealed class ScanProgressTraveller : JsonTraveller<ScanProgress>;

[RegisterConverter, RegisterCopier]
public sealed class ScanResultTraveller : JsonTraveller<ScanResult>;

[RegisterConverter, RegisterCopier]
public sealed class ScanProvisionalTraveller : JsonTraveller<ScanProvisional>;

[RegisterConverter, RegisterCopier]
public sealed class CacheStatisticsTraveller : JsonTraveller<CacheStatistics>;

[RegisterConverter, RegisterCopier]
public sealed class MarketAnswerTraveller : JsonTraveller<MarketAnswer>;

[RegisterConverter, RegisterCopier]
public sealed class ScanRowBatchTraveller : Traveller<ScanRowBatch>
{
    protected override byte[] Write(ScanRowBatch value)
    {
        var wire = new WireWriter();
        wire.Int(value.Rows.Length);
        foreach (var row in value.Rows) wire.Row(row);
        return wire.Written.ToArray();
    }

    protected override ScanRowBatch Read(byte[] bytes)
    {
        var wire = new WireReader(bytes);
        var rows = new ScanRow[wire.Int()];
        foreach (ref var row in rows.AsSpan()) row = wire.Row();
        return new ScanRowBatch([.. rows]);
    }
}

[RegisterConverter, RegisterCopier]
public sealed class OutcomeBatchTraveller : Traveller<OutcomeBatch>
{
    protected override byte[] Write(OutcomeBatch value)
    {
        var wire = new WireWriter();
        wire.Int(value.Outcomes.Length);
        foreach (var outcome in value.Outcomes) wire.Outcome(outcome);
        return wire.Written.ToArray();
    }

    protected override OutcomeBatch Read(byte[] bytes)
    {
        var wire = new WireReader(bytes);
        var outcomes = new SymbolOutcome[wire.Int()];
        foreach (ref var outcome in outcomes.AsSpan()) outcome = wire.Outcome();
        return new OutcomeBatch([.. outcomes]);
    }
}

[RegisterConverter, RegisterCopier]
public sealed class LookupAnswerTraveller : Traveller<LookupAnswer>
{
    protected override byte[] Write(LookupAnswer value)
    {
        var (wire, lookup) = (new WireWriter(), value.Lookup);
        wire.Byte((int)lookup.Tier);
        wire.Int(lookup.Requests);
        wire.Byte(lookup.IsStale ? 1 : 0);
        wire.Text(lookup.Problem);
        wire.Byte(lookup.Failure is { } failure ? (int)failure + 1 : 0);
        wire.Text(lookup.History?.Key.ToString());
        return lookup.History is null ? wire.Written.ToArray() : [.. wire.Written, .. PriceHistoryCodec.Encode(lookup.History)];
    }

    protected override LookupAnswer Read(byte[] bytes)
    {
        var wire = new WireReader(bytes);
        var (tier, requests, isStale, problem, failure) = ((Tier)wire.Byte(), wire.Int(), wire.Byte() == 1, wire.Text(), wire.Byte());
        var history = wire.Text() is { } key ? Decode(wire.Rest, PriceHistoryKey.Parse(key)) : null;
        return new LookupAnswer(new HistoryLookup(history, tier, requests, isStale, problem, failure == 0 ? null : (PriceSourceFailure)(failure - 1)));
    }

    private static PriceHistory Decode(ReadOnlySpan<byte> payload, PriceHistoryKey key) =>
        PriceHistoryCodec.TryDecode(payload, key, out var history, out _)
            ? history
            : throw new InvalidDataException($"The history of {key} was damaged on its way between silos.");
}
