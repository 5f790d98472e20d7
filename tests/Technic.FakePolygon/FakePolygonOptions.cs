namespace Technic.FakePolygon;

/// <summary>How a fake server behaves when nothing is wrong.</summary>
public sealed record FakePolygonOptions
{
    /// <summary>The port on the loopback interface; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The key that requests must carry as a bearer token; <c>null</c>, the default, asks for none.</summary>
    public string? Key { get; init; }

    /// <summary>How long every answer is held back. Default none.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The most rows of a page, whatever <c>limit</c> asks for; <c>null</c>, the default, keeps to <c>limit</c> alone.</summary>
    public int? PageSize { get; init; }

    /// <summary>Whether the endpoints of 2025 exist, <c>/stocks/v1/splits</c> and <c>/stocks/v1/dividends</c>; without them they are a 404. Default yes.</summary>
    public bool HasNewActions { get; init; } = true;

    /// <summary>Whether the deprecated endpoints still exist, <c>/v3/reference/splits</c> and <c>/v3/reference/dividends</c>. Default yes.</summary>
    public bool HasOldActions { get; init; } = true;

    /// <summary>
    /// Whether the whole market's bars of a day are kept as they were first sent, so that sending them again costs no time: for measurements of a market that
    /// does not change. Default no.
    /// </summary>
    public bool KeepsAnswers { get; init; }

    /// <summary>The clock of the request log and of latency.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
