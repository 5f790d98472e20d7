using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Studies;
using Technic.Core.Studies.Partitions;

namespace Technic.Cluster.Contracts;

/// <summary>A study as JSON, as for scans. A field that another version does not have keeps its default.</summary>
[GenerateSerializer, Immutable, Alias("technic.StudyRequest")]
public struct StudyRequestSurrogate
{
    [Id(0)] public string Json;
}

[RegisterConverter, RegisterCopier]
public sealed class StudyRequestConverter : CoreConverter<StudyRequest, StudyRequestSurrogate>
{
    public override StudyRequestSurrogate ConvertToSurrogate(in StudyRequest value) => new() { Json = StudyCodec.EncodeRequest(value) };

    public override StudyRequest ConvertFromSurrogate(in StudyRequestSurrogate surrogate) => StudyCodec.DecodeRequest(surrogate.Json);
}

/// <summary>The figures of a study in their stored form, which no other version reads: while silos of two are running, it fails.</summary>
[GenerateSerializer, Immutable, Alias("technic.StudyResult")]
public struct StudyResultSurrogate
{
    [Id(0)] public byte[] Payload;
}

[RegisterConverter, RegisterCopier]
public sealed class StudyResultConverter : CoreConverter<StudyResult, StudyResultSurrogate>
{
    public override StudyResultSurrogate ConvertToSurrogate(in StudyResult value) => new() { Payload = StudyCodec.Encode(value) };

    public override StudyResult ConvertFromSurrogate(in StudyResultSurrogate surrogate) => StudyCodec.Decode(surrogate.Payload)
        ?? throw new JsonException("The figures of a study come from another version of Technic.");
}

/// <summary>The status of a kept study in its stored form.</summary>
[GenerateSerializer, Immutable, Alias("technic.KeptStudy")]
public struct KeptStudySurrogate
{
    [Id(0)] public byte[] Payload;
}

[RegisterConverter, RegisterCopier]
public sealed class KeptStudyConverter : CoreConverter<KeptStudy, KeptStudySurrogate>
{
    public override KeptStudySurrogate ConvertToSurrogate(in KeptStudy value) => new() { Payload = KeptStudyCodec.Encode(value) };

    public override KeptStudy ConvertFromSurrogate(in KeptStudySurrogate surrogate) => KeptStudyCodec.Decode(surrogate.Payload)?.Study
        ?? throw new JsonException("The status of a study comes from another version of Technic.");
}

/// <summary>The figures of a preset's study as JSON. A field that another version does not have is left out.</summary>
[GenerateSerializer, Immutable, Alias("technic.PresetStudy")]
public struct PresetStudySurrogate
{
    [Id(0)] public string Json;
}

[RegisterConverter, RegisterCopier]
public sealed class PresetStudyConverter : CoreConverter<PresetStudy, PresetStudySurrogate>
{
    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public override PresetStudySurrogate ConvertToSurrogate(in PresetStudy value) =>
        new() { Json = JsonSerializer.Serialize(value, Format) };

    public override PresetStudy ConvertFromSurrogate(in PresetStudySurrogate surrogate) =>
        JsonSerializer.Deserialize<PresetStudy>(surrogate.Json, Format)!;
}

/// <summary>A trade whose moves are wanted.</summary>
[GenerateSerializer, Immutable, Alias("technic.TradePath")]
public struct TradePathSurrogate
{
    [Id(0)] public string Symbol;
    [Id(1)] public int First;
    [Id(2)] public int Last;
    [Id(3)] public double Price;
    [Id(4)] public double SalePrice;
    [Id(5)] public double Weight;
}

[RegisterConverter, RegisterCopier]
public sealed class TradePathConverter : CoreConverter<TradePath, TradePathSurrogate>
{
    public override TradePathSurrogate ConvertToSurrogate(in TradePath value) => new()
    {
        Symbol = value.Symbol.Text, First = value.First, Last = value.Last, Price = value.Price, SalePrice = value.SalePrice,
        Weight = value.Weight,
    };

    public override TradePath ConvertFromSurrogate(in TradePathSurrogate surrogate) => new(
        Symbol.Parse(surrogate.Symbol), surrogate.First, surrogate.Last, surrogate.Price, surrogate.SalePrice, surrogate.Weight);
}
