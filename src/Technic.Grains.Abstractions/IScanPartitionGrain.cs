using Technic.Grains.Messages;

namespace Technic.Grains;

/// <summary>
/// A scan's hand on one partition of the symbols (<see cref="Partitions"/>): it sits on the silo where the partition's histories are, reads what is published in
/// that silo's memory and evaluates it there.
/// </summary>
[Alias("technic.IScanPartitionGrain")]
public interface IScanPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>Answers what the silo's memory can answer.</summary>
    [Alias("FromMemory")]
    Task<PartitionAnswer> FromMemoryAsync(PartitionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Answers what the store can answer, by way of the keys' grains.</summary>
    [Alias("FromStore")]
    Task<PartitionAnswer> FromStoreAsync(PartitionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Has the keys' grains ask the provider; every key gets an outcome. An empty batch comes when nothing else did for a second.</summary>
    [Alias("FromProvider")]
    IAsyncEnumerable<OutcomeBatch> FromProviderAsync(PartitionQuery query, CancellationToken cancellationToken = default);
}
