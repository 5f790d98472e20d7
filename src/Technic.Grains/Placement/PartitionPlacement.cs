using Orleans.Placement;
using Orleans.Runtime.Placement;
using Technic.Core.Histories;

namespace Technic.Grains.Placement;

/// <summary>Places a symbol's grains, and the scan's hand on its partition, on the silo that the partition is at home on.</summary>
[Serializable, GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("technic.PartitionPlacement")]
public sealed class PartitionPlacement : PlacementStrategy;

/// <inheritdoc cref="PartitionPlacement"/>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PartitionPlacementAttribute() : PlacementAttribute(new PartitionPlacement());

/// <summary>
/// Rendezvous hashing: of the living silos the one with the highest hash of (partition, silo). When a silo goes, only its partitions move; when one comes, it
/// takes an even share, and what is active elsewhere stays there until it expires: a misplaced key costs a hop, not an error.
/// </summary>
public sealed class PartitionPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var partition = (uint)PartitionOf(target.GrainIdentity);
        var home = context.GetCompatibleSilos(target).MaxBy(silo => (Partitions.Hash(silo.ToParsableString(), partition), silo.ToParsableString()));
        return Task.FromResult(home ?? throw new OrleansException("No silo can host the cache."));
    }

    /// <summary>A history's grain belongs to its symbol's partition; a partition's grain is named by its number.</summary>
    private static int PartitionOf(GrainId grain) =>
        PriceHistoryKey.TryParse(grain.Key.ToString(), out var key) ? Partitions.Of(key.Symbol) : (int)grain.GetIntegerKey();
}
