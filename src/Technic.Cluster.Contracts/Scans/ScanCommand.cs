using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>Begins a scan.</summary>
/// <param name="Request">The request.</param>
/// <param name="Scan">The id of the scan: the same when it is begun again because its silo was lost.</param>
/// <param name="IsRepeated">Whether it was begun before.</param>
/// <param name="Retries">The retries that the scan has left; <c>null</c> for the default.</param>
/// <param name="Score">The own score of the client, <c>NAME@VERSION</c>; <c>null</c> for the TechRating.</param>
[GenerateSerializer, Immutable, Alias("technic.ScanCommand")]
public sealed record ScanCommand(
    [property: Id(0)] ScanRequest Request,
    [property: Id(1)] Guid Scan = default,
    [property: Id(2)] bool IsRepeated = false,
    [property: Id(3)] int? Retries = null,
    [property: Id(4)] string? Score = null);
