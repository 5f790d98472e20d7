using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>The status of a kept scan. The failure consists of its kind and message.</summary>
[GenerateSerializer, Immutable, Alias("technic.KeptScan")]
public struct KeptScanSurrogate
{
    [Id(0)] public string Id;
    [Id(1)] public string? Owner;
    [Id(2)] public DateTimeOffset StartedAt;
    [Id(3)] public ScanState State;
    [Id(4)] public DateTimeOffset? EndedAt;
    [Id(5)] public string? Advice;
    [Id(6)] public ScanStarted? Started;
    [Id(7)] public ScanPlanned? Planned;
    [Id(8)] public ScanProgress? Progress;
    [Id(9)] public ScanSummary? Summary;
    [Id(10)] public int Rows;
    [Id(11)] public JobFailureKind FailureKind;
    [Id(12)] public string? Failure;
    [Id(13)] public long LastEvent;
}

[RegisterConverter, RegisterCopier]
public sealed class KeptScanConverter : CoreConverter<KeptScan, KeptScanSurrogate>
{
    public override KeptScanSurrogate ConvertToSurrogate(in KeptScan value) => new()
    {
        Id = value.Id,
        Owner = value.Owner,
        StartedAt = value.StartedAt,
        State = value.State,
        EndedAt = value.EndedAt,
        Advice = value.Advice,
        Started = value.Started,
        Planned = value.Planned,
        Progress = value.Progress,
        Summary = value.Summary,
        Rows = value.Rows,
        FailureKind = value.Failure?.Kind ?? default,
        Failure = value.Failure?.Message,
        LastEvent = value.LastEvent,
    };

    public override KeptScan ConvertFromSurrogate(in KeptScanSurrogate surrogate) =>
        new(surrogate.Id, surrogate.Owner, surrogate.StartedAt, surrogate.State)
        {
            EndedAt = surrogate.EndedAt,
            Advice = surrogate.Advice,
            Started = surrogate.Started,
            Planned = surrogate.Planned,
            Progress = surrogate.Progress,
            Summary = surrogate.Summary,
            Rows = surrogate.Rows,
            Failure = surrogate.Failure is { } message ? new JobFailure(surrogate.FailureKind, message) : null,
            LastEvent = surrogate.LastEvent,
        };
}

/// <summary>An event of a kept scan; its update is a <see cref="ScanEvent"/>.</summary>
[GenerateSerializer, Immutable, Alias("technic.JobEvent")]
public struct JobEventSurrogate
{
    [Id(0)] public long Id;
    [Id(1)] public ScanEvent? Update;
    [Id(2)] public JobFailureKind FailureKind;
    [Id(3)] public string? Failure;
    [Id(4)] public CacheStatistics? Statistics;
    [Id(5)] public string? Advice;
}

[RegisterConverter, RegisterCopier]
public sealed class JobEventConverter : CoreConverter<JobEvent, JobEventSurrogate>
{
    public override JobEventSurrogate ConvertToSurrogate(in JobEvent value) => new()
    {
        Id = value.Id,
        Update = value.Update is { } update ? ScanEvent.Of(update) : null,
        FailureKind = value.Failure?.Kind ?? default,
        Failure = value.Failure?.Message,
        Statistics = value.Statistics,
        Advice = value.Advice,
    };

    public override JobEvent ConvertFromSurrogate(in JobEventSurrogate surrogate) => new(
        surrogate.Id, surrogate.Update?.ToUpdate(),
        surrogate.Failure is { } message ? new JobFailure(surrogate.FailureKind, message) : null)
    {
        Statistics = surrogate.Statistics,
        Advice = surrogate.Advice,
    };
}

/// <summary>A part of the ranked rows, in the layout of <see cref="ScanResultSurrogate"/>.</summary>
[GenerateSerializer, Immutable, Alias("technic.RowRange")]
public struct RowRangeSurrogate
{
    [Id(0)] public int Total;
    [Id(1)] public RankedPlace[] Places;
    [Id(2)] public RowBlock Rows;
}

[RegisterConverter, RegisterCopier]
public sealed class RowRangeConverter(ScanMethods? methods = null) : CoreConverter<RowRange, RowRangeSurrogate>
{
    public override RowRangeSurrogate ConvertToSurrogate(in RowRange value) => new()
    {
        Total = value.Total,
        Places = [.. value.Rows.Select(RankedPlace.Of)],
        Rows = RowBlock.Of([.. value.Rows.Select(row => row.Row)]),
    };

    public override RowRange ConvertFromSurrogate(in RowRangeSurrogate surrogate)
    {
        var places = surrogate.Places;
        return new RowRange(surrogate.Total, [.. surrogate.Rows.ToRows(methods).Select((row, i) => places[i].With(row))]);
    }
}
