
namespace Technic.Cluster.Contracts;

/// <summary>Permits to send requests.</summary>
/// <param name="Permits">How many requests may be sent now; 0 when none.</param>
/// <param name="Wait">How long to wait before asking again, when there were fewer than wanted.</param>
[GenerateSerializer, Immutable, Alias("technic.QuotaLease")]
public sealed record QuotaLease([property: Id(0)] int Permits, [property: Id(1)] TimeSpan Wait);
