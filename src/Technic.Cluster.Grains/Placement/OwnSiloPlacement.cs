using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Technic.Cluster.Grains;

/// <summary>Places a grain on the silo whose address is its key, and nowhere else.</summary>
[Serializable, GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("technic.OwnSiloPlacement")]
public sealed class OwnSiloPlacement : PlacementStrategy;

/// <inheritdoc cref="OwnSiloPlacement"/>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OwnSiloPlacementAttribute() : PlacementAttribute(new OwnSiloPlacement());

/// <inheritdoc cref="OwnSiloPlacement"/>
public sealed class OwnSiloPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var own = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(own)
            ? Task.FromResult(own)
            : Task.FromException<SiloAddress>(new OrleansException($"The silo {own} is gone."));
    }
}
