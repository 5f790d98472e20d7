namespace Technic.Cluster.Contracts;

/// <summary>The version of the rows that a partition answered with; numbers of one epoch are in the order of the changes.</summary>
/// <param name="Epoch">Whose numbers they are: every activation of a partition has its own, for each list of symbols.</param>
/// <param name="Number">1 and up.</param>
[GenerateSerializer, Immutable, Alias("technic.RowsVersion")]
public sealed record RowsVersion([property: Id(0)] Guid Epoch, [property: Id(1)] long Number);
