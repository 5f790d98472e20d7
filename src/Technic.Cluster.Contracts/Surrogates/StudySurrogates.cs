using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Studies;

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

/// <summary>The signals of a symbol: three arrays a study.</summary>
[GenerateSerializer, Immutable, Alias("technic.SymbolSignals")]
public struct SymbolSignalsSurrogate
{
    [Id(0)] public string Symbol;
    [Id(1)] public int Bars;
    [Id(2)] public DateOnly LastDay;
    [Id(3)] public int[][] Signals;
    [Id(4)] public double[][] Ranks;
    [Id(5)] public int[][] Exits;
}

[RegisterConverter, RegisterCopier]
public sealed class SymbolSignalsConverter : CoreConverter<SymbolSignals, SymbolSignalsSurrogate>
{
    public override SymbolSignalsSurrogate ConvertToSurrogate(in SymbolSignals value) => new()
    {
        Symbol = value.Symbol.Text, Bars = value.Bars, LastDay = value.LastDay,
        Signals = [.. value.Studies.Select(study => study.Bars)],
        Ranks = [.. value.Studies.Select(study => study.Ranks)],
        Exits = [.. value.Studies.Select(study => study.Exits)],
    };

    public override SymbolSignals ConvertFromSurrogate(in SymbolSignalsSurrogate surrogate)
    {
        var (signals, ranks, exits) = (surrogate.Signals, surrogate.Ranks, surrogate.Exits);
        return new SymbolSignals(
            Symbol.Parse(surrogate.Symbol), surrogate.Bars, surrogate.LastDay,
            [.. signals.Select((bars, i) => new SignalPlaces(bars, ranks[i], exits[i]))]);
    }
}
