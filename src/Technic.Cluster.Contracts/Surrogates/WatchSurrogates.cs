using System.Text;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Cluster.Contracts;

/// <summary>A list in its stored form, JSON. A field that another version does not have keeps its default.</summary>
[GenerateSerializer, Immutable, Alias("technic.SymbolList")]
public struct SymbolListSurrogate
{
    [Id(0)] public byte[] Json;
}

[RegisterConverter, RegisterCopier]
public sealed class SymbolListConverter : CoreConverter<SymbolList, SymbolListSurrogate>
{
    public override SymbolListSurrogate ConvertToSurrogate(in SymbolList value) => new() { Json = WatchCodec.Encode(value) };

    public override SymbolList ConvertFromSurrogate(in SymbolListSurrogate surrogate) => WatchCodec.DecodeList(surrogate.Json);
}

/// <summary>The scan of a watch as its user wrote it.</summary>
[GenerateSerializer, Immutable, Alias("technic.SavedScan")]
public struct SavedScanSurrogate
{
    [Id(0)] public string Json;
}

[RegisterConverter, RegisterCopier]
public sealed class SavedScanConverter : CoreConverter<SavedScan, SavedScanSurrogate>
{
    public override SavedScanSurrogate ConvertToSurrogate(in SavedScan value) => new() { Json = value.Json };

    public override SavedScan ConvertFromSurrogate(in SavedScanSurrogate surrogate) =>
        SavedScan.Read(Encoding.UTF8.GetBytes(surrogate.Json));
}

/// <summary>A watch and its progress, each in its stored form, JSON.</summary>
[GenerateSerializer, Immutable, Alias("technic.WatchState")]
public struct WatchStateSurrogate
{
    [Id(0)] public byte[] Watch;
    [Id(1)] public byte[] Progress;
}

[RegisterConverter, RegisterCopier]
public sealed class WatchStateConverter : CoreConverter<WatchState, WatchStateSurrogate>
{
    public override WatchStateSurrogate ConvertToSurrogate(in WatchState value) =>
        new() { Watch = WatchCodec.Encode(value.Watch), Progress = WatchCodec.Encode(value.Progress) };

    public override WatchState ConvertFromSurrogate(in WatchStateSurrogate surrogate) =>
        new(WatchCodec.DecodeWatch(surrogate.Watch), WatchCodec.DecodeProgress(surrogate.Progress));
}
