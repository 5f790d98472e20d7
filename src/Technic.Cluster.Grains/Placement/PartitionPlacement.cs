using Orleans.Placement;
using Orleans.Runtime.Placement;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Cluster.Grains;

/// <summary>Places a symbol's grains, and the scan's hand on its partition, on the silo that the partition is at home on.</summary>
[Serializable, GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("technic.PartitionPlacement")]
public sealed class PartitionPlacement : PlacementStrategy;

/// <inheritdoc cref="PartitionPlacement"/>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PartitionPlacementAttribute() : PlacementAttribute(new PartitionPlacement());

/// <summary>
/// Places by <see cref="PartitionHomes"/>. A history that is active elsewhere stays there until its silo's memory needs it no longer.
/// </summary>
public sealed class PartitionPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var home = PartitionHomes.HomeOf(PartitionOf(target.GrainIdentity), context.GetCompatibleSilos(target));
        return Task.FromResult(home ?? throw new OrleansException("No silo can host the cache."));
    }

    /// <summary>A history's grain belongs to its symbol's partition; a partition's grain is named by its number.</summary>
    private static int PartitionOf(GrainId grain) =>
        PriceHistoryKey.TryParse(grain.Key.ToString(), out var key) ? SymbolPartition.Of(key.Symbol) : (int)grain.GetIntegerKey();
}
