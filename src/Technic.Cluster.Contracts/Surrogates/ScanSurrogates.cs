using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Provider;
using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>
/// A request as JSON. Its fields are declared once, in <see cref="ScanRequest"/>, for JSON, queries and options alike; a new one needs no
/// change here. A field that another version does not have keeps its default.
/// </summary>
[GenerateSerializer, Immutable, Alias("technic.ScanRequest")]
public struct ScanRequestSurrogate
{
    [Id(0)] public string Json;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScanRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;

[RegisterConverter, RegisterCopier]
public sealed class ScanRequestConverter : CoreConverter<ScanRequest, ScanRequestSurrogate>
{
    private static readonly string Defaults = JsonSerializer.Serialize(new ScanRequest(), RequestJson.Default.ScanRequest);

    public override ScanRequestSurrogate ConvertToSurrogate(in ScanRequest value) =>
        new() { Json = JsonSerializer.Serialize(value, RequestJson.Default.ScanRequest) };

    // The generated contract would set a missing property to zero. Of two values the later one counts.
    public override ScanRequest ConvertFromSurrogate(in ScanRequestSurrogate surrogate) =>
        JsonSerializer.Deserialize($"{Defaults[..^1]},{surrogate.Json[1..]}", RequestJson.Default.ScanRequest)!;
}

[GenerateSerializer, Immutable, Alias("technic.ScanStarted")]
public struct ScanStartedSurrogate
{
    [Id(0)] public int Requested;
    [Id(1)] public int Candidates;
    [Id(2)] public DateOnly AsOf;
    [Id(3)] public string Source;
    [Id(4)] public int Days;
}

[RegisterConverter, RegisterCopier]
public sealed class ScanStartedConverter : CoreConverter<ScanStarted, ScanStartedSurrogate>
{
    public override ScanStartedSurrogate ConvertToSurrogate(in ScanStarted value) =>
        new() { Requested = value.Requested, Candidates = value.Candidates, AsOf = value.AsOf, Source = value.Source, Days = value.Days };

    public override ScanStarted ConvertFromSurrogate(in ScanStartedSurrogate surrogate) =>
        new(surrogate.Requested, surrogate.Candidates, surrogate.AsOf, surrogate.Source, surrogate.Days);
}

[GenerateSerializer, Immutable, Alias("technic.LoadPlan")]
public struct LoadPlanSurrogate
{
    [Id(0)] public int Symbols;
    [Id(1)] public int Days;
    [Id(2)] public DateOnly? FirstDay;
    [Id(3)] public DateOnly? LastDay;
    [Id(4)] public int SplitRequests;
    [Id(5)] public int Singles;
    [Id(6)] public TimeSpan? Time;
    [Id(7)] public int ListingRequests;

    /// <summary>0 from a writer that did not send it: 1.</summary>
    [Id(8)] public int SymbolsPerRequest;
}

[RegisterConverter, RegisterCopier]
public sealed class LoadPlanConverter : CoreConverter<LoadPlan, LoadPlanSurrogate>
{
    public override LoadPlanSurrogate ConvertToSurrogate(in LoadPlan value) => new()
    {
        Symbols = value.Symbols,
        Days = value.Days,
        FirstDay = value.FirstDay,
        LastDay = value.LastDay,
        SplitRequests = value.SplitRequests,
        Singles = value.Singles,
        Time = value.Time,
        ListingRequests = value.ListingRequests,
        SymbolsPerRequest = value.SymbolsPerRequest,
    };

    public override LoadPlan ConvertFromSurrogate(in LoadPlanSurrogate surrogate) => new(
        surrogate.Symbols, surrogate.Days, surrogate.FirstDay, surrogate.LastDay, surrogate.SplitRequests,
        surrogate.Singles, surrogate.Time)
    {
        ListingRequests = surrogate.ListingRequests,
        SymbolsPerRequest = Math.Max(1, surrogate.SymbolsPerRequest),
    };
}

[GenerateSerializer, Immutable, Alias("technic.ScanPlanned")]
public struct ScanPlannedSurrogate
{
    [Id(0)] public int FromProvider;
    [Id(1)] public TimeSpan? Wait;
    [Id(2)] public LoadPlan Plan;
}

[RegisterConverter, RegisterCopier]
public sealed class ScanPlannedConverter : CoreConverter<ScanPlanned, ScanPlannedSurrogate>
{
    public override ScanPlannedSurrogate ConvertToSurrogate(in ScanPlanned value) =>
        new() { FromProvider = value.FromProvider, Wait = value.Wait, Plan = value.Plan };

    public override ScanPlanned ConvertFromSurrogate(in ScanPlannedSurrogate surrogate) =>
        new(surrogate.FromProvider, surrogate.Wait, surrogate.Plan);
}

[GenerateSerializer, Immutable, Alias("technic.TierCounts")]
public struct TierCountsSurrogate
{
    [Id(0)] public int Memory;
    [Id(1)] public int Store;
    [Id(2)] public int Provider;
}

[RegisterConverter, RegisterCopier]
public sealed class TierCountsConverter : CoreConverter<TierCounts, TierCountsSurrogate>
{
    public override TierCountsSurrogate ConvertToSurrogate(in TierCounts value) =>
        new() { Memory = value.Memory, Store = value.Store, Provider = value.Provider };

    public override TierCounts ConvertFromSurrogate(in TierCountsSurrogate surrogate) =>
        new(surrogate.Memory, surrogate.Store, surrogate.Provider);
}

/// <summary>Progress of a scan; the last three members are those of its load, when it has one.</summary>
[GenerateSerializer, Immutable, Alias("technic.ScanProgress")]
public struct ScanProgressSurrogate
{
    [Id(0)] public int Done;
    [Id(1)] public int Candidates;
    [Id(2)] public TierCounts Tiers;
    [Id(3)] public int Failed;
    [Id(4)] public TimeSpan Elapsed;
    [Id(5)] public bool IsLoading;
    [Id(6)] public int LoadedDays;
    [Id(7)] public int PlannedDays;
    [Id(8)] public TimeSpan? LoadTimeLeft;
}

[RegisterConverter, RegisterCopier]
public sealed class ScanProgressConverter : CoreConverter<ScanProgress, ScanProgressSurrogate>
{
    public override ScanProgressSurrogate ConvertToSurrogate(in ScanProgress value) => new()
    {
        Done = value.Done,
        Candidates = value.Candidates,
        Tiers = value.Tiers,
        Failed = value.Failed,
        Elapsed = value.Elapsed,
        IsLoading = value.Load is not null,
        LoadedDays = value.Load?.Days ?? 0,
        PlannedDays = value.Load?.Planned ?? 0,
        LoadTimeLeft = value.Load?.Left,
    };

    public override ScanProgress ConvertFromSurrogate(in ScanProgressSurrogate surrogate) => new(
        surrogate.Done, surrogate.Candidates, surrogate.Tiers, surrogate.Failed, surrogate.Elapsed,
        surrogate.IsLoading ? new LoadProgress(surrogate.LoadedDays, surrogate.PlannedDays, surrogate.LoadTimeLeft) : null);
}
