using System.Collections.Immutable;
using Technic.Core.Histories;

namespace Technic.Cluster.Contracts;

/// <summary>What the cluster counted.</summary>
/// <param name="Living">The silos that answered just now.</param>
/// <param name="Dead">The last reports of silos that went within a day; their memory is gone with them.</param>
/// <param name="Earlier">The totals of silos that went before.</param>
[GenerateSerializer, Immutable, Alias("technic.ClusterReport")]
public sealed record ClusterReport(
    [property: Id(0)] ImmutableArray<SiloReport> Living,
    [property: Id(1)] ImmutableArray<SiloReport> Dead,
    [property: Id(2)] CacheStatistics? Earlier = null)
{
    /// <summary>All silos together.</summary>
    public CacheStatistics Total() =>
        Living.Concat(Dead).Aggregate(Earlier ?? CacheStatistics.Zero, (sum, report) => sum + report.Statistics);
}
