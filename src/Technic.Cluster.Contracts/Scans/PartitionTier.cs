
namespace Technic.Cluster.Contracts;

/// <summary>The tiers that a partition answers from, one call each.</summary>
public enum PartitionTier
{
    Memory = 0,
    Archive = 1,
    Rows = 2,
}
