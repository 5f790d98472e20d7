using System.Collections.Immutable;

namespace Technic.Cluster.Contracts;

/// <summary>What a tier could answer of a partition.</summary>
/// <param name="Outcomes">The outcomes.</param>
/// <param name="Continued">The candidates without an outcome whose stored row can be continued.</param>
/// <param name="CoveredTo">For each of them the number of the last day that its row covers.</param>
[GenerateSerializer, Immutable, Alias("technic.PartitionAnswer")]
public sealed record PartitionAnswer(
    [property: Id(0)] OutcomeBatch Outcomes, [property: Id(1)] ImmutableArray<int> Continued, [property: Id(2)] ImmutableArray<int> CoveredTo);
