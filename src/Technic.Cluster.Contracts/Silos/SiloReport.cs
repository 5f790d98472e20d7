using Technic.Core.Histories;

namespace Technic.Cluster.Contracts;

/// <summary>What one silo counted since it started.</summary>
/// <param name="Silo">The silo's address, which no later silo shares.</param>
/// <param name="Name">The silo's name.</param>
/// <param name="Statistics">Absolute totals.</param>
[GenerateSerializer, Immutable, Alias("technic.SiloReport")]
public sealed record SiloReport([property: Id(0)] string Silo, [property: Id(1)] string Name, [property: Id(2)] CacheStatistics Statistics);
