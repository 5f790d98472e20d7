namespace Technic.FakePolygon;

/// <summary>The behaviour of a fake server without faults.</summary>
public sealed record FakePolygonOptions
{
    /// <summary>The port on the loopback interface; 0, the default, for a free one.</summary>
    public int Port { get; init; }

    /// <summary>The key that requests must have as a bearer token; <c>null</c>, the default, for none.</summary>
    public string? Key { get; init; }

    /// <summary>The delay of every response. Default none.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// The maximum number of rows in a page, regardless of <c>limit</c>; <c>null</c>, the default, to use <c>limit</c> only.
    /// </summary>
    public int? PageSize { get; init; }

    /// <summary>
    /// Whether the endpoints of 2025 exist, <c>/stocks/v1/splits</c> and <c>/stocks/v1/dividends</c>; otherwise they return 404. Default
    /// yes.
    /// </summary>
    public bool HasNewActions { get; init; } = true;

    /// <summary>
    /// Whether the deprecated endpoints still exist, <c>/v3/reference/splits</c> and <c>/v3/reference/dividends</c>. Default yes.
    /// </summary>
    public bool HasOldActions { get; init; } = true;

    /// <summary>
    /// Whether the whole-market bars of a day are cached as first sent, so that sending them again takes no time: for measurements of a
    /// market that does not change. Default no.
    /// </summary>
    public bool KeepsAnswers { get; init; }

    /// <summary>The clock for the request log and for latency.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
