using Technic.Core.Market;

namespace Technic.Cluster.Grains;

/// <summary>
/// Where each partition of the symbols is at home: by rendezvous hashing, on the active silo with the highest hash of (partition, silo).
/// When a silo goes, only its partitions move; when one comes, it takes an even share.
/// </summary>
internal sealed class PartitionHomes(IClusterMembershipService membership, ILocalSiloDetails silo)
{
    private readonly Lock _gate = new();
    private MembershipVersion _version = MembershipVersion.MinValue;
    private bool[] _isHome = new bool[SymbolPartition.Count];

    /// <summary>Whether this silo is the home of a partition, as it knows the membership now.</summary>
    public bool IsHome(int partition)
    {
        var snapshot = membership.CurrentSnapshot;
        lock (_gate)
        {
            if (snapshot.Version > _version)
            {
                SiloAddress[] active =
                    [.. snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress)];
                // Until this silo is active itself, it is asked for nothing.
                _isHome = [.. Enumerable.Range(0, SymbolPartition.Count)
                    .Select(number => HomeOf(number, active)?.Equals(silo.SiloAddress) ?? true)];
                _version = snapshot.Version;
            }
            return _isHome[partition];
        }
    }

    /// <summary>The home of a partition among silos; <c>null</c> without any.</summary>
    public static SiloAddress? HomeOf(int partition, IEnumerable<SiloAddress> silos) =>
        silos.MaxBy(silo => (SymbolPartition.Hash(silo.ToParsableString(), (uint)partition), silo.ToParsableString()));
}
