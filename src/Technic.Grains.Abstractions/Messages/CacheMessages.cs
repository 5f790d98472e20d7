using System.Collections.Immutable;
using Technic.Core.Histories;

namespace Technic.Grains.Messages;

/// <summary>A lookup's end on its way to the caller.</summary>
public sealed record LookupAnswer(HistoryLookup Lookup);

/// <summary>What one silo counted since it started.</summary>
/// <param name="Silo">The silo's address, which no later silo shares.</param>
/// <param name="Name">The silo's name.</param>
/// <param name="Statistics">Absolute totals.</param>
[GenerateSerializer, Immutable, Alias("technic.SiloReport")]
public sealed record SiloReport([property: Id(0)] string Silo, [property: Id(1)] string Name, [property: Id(2)] CacheStatistics Statistics);

/// <summary>What the cluster counted.</summary>
/// <param name="Living">The silos that answered just now.</param>
/// <param name="Dead">The last reports of silos that are gone; their memory is gone with them.</param>
[GenerateSerializer, Immutable, Alias("technic.ClusterReport")]
public sealed record ClusterReport([property: Id(0)] ImmutableArray<SiloReport> Living, [property: Id(1)] ImmutableArray<SiloReport> Dead)
{
    /// <summary>All silos together.</summary>
    public CacheStatistics Total() => Living.Concat(Dead).Aggregate(CacheStatistics.Zero, (sum, report) => sum + report.Statistics);
}

/// <summary>Permits to send requests.</summary>
/// <param name="Permits">How many requests may be sent now; 0 when none.</param>
/// <param name="Wait">How long to wait before asking again, when there were fewer than wanted.</param>
[GenerateSerializer, Immutable, Alias("technic.QuotaLease")]
public sealed record QuotaLease([property: Id(0)] int Permits, [property: Id(1)] TimeSpan Wait);
