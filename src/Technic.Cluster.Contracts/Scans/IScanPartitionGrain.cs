
namespace Technic.Cluster.Contracts;

/// <summary>
/// One partition of the symbols (<see cref="Core.Market.SymbolPartition"/>) for searches: it is placed on the silo where its histories
/// are, runs that silo's tiers on its keys and computes their rows there. The order of the tiers is the search's.
/// </summary>
[Alias("technic.IScanPartitionGrain")]
public interface IScanPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>Answers what one tier can answer.</summary>
    [Alias("Answer")]
    Task<PartitionAnswer> AnswerAsync(PartitionTier tier, PartitionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Runs the provider's part; every key gets an outcome. An empty batch comes when nothing else did for a second.</summary>
    [Alias("FromProvider")]
    IAsyncEnumerable<OutcomeBatch> FromProviderAsync(PartitionQuery query, CancellationToken cancellationToken = default);
}
