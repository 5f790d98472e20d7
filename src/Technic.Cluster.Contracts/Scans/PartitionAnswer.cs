using System.Collections.Immutable;

namespace Technic.Cluster.Contracts;

/// <summary>What a tier could answer of a partition.</summary>
/// <param name="Outcomes">The outcomes; with <paramref name="Since"/> only those that have changed since that version.</param>
/// <param name="Continued">The candidates without an outcome whose stored row can be continued.</param>
/// <param name="CoveredTo">For each of them the number of the last day that its row covers.</param>
/// <param name="Version">
/// The version of the outcomes, when the query named its list of symbols and the partition knows the list; without it the outcomes are what
/// they are.
/// </param>
/// <param name="Since">The version that the outcomes are changes of; <c>null</c> when they are complete.</param>
/// <param name="Unanswered">The candidates that the tier cannot answer now, when there is a version; <c>null</c> for none.</param>
[GenerateSerializer, Immutable, Alias("technic.PartitionAnswer")]
public sealed record PartitionAnswer(
    [property: Id(0)] OutcomeBatch Outcomes,
    [property: Id(1)] ImmutableArray<int> Continued,
    [property: Id(2)] ImmutableArray<int> CoveredTo,
    [property: Id(3)] RowsVersion? Version = null,
    [property: Id(4)] RowsVersion? Since = null,
    [property: Id(5)] int[]? Unanswered = null)
{
    /// <summary>Nothing is answered, because the partition does not know the list of symbols that the query names.</summary>
    public static PartitionAnswer UnknownList { get; } = new(OutcomeBatch.Empty, [], []);
}
