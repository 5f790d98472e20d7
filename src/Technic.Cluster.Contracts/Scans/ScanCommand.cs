using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>Begins a scan.</summary>
[GenerateSerializer, Immutable, Alias("technic.ScanCommand")]
public sealed record ScanCommand([property: Id(0)] ScanRequest Request);
