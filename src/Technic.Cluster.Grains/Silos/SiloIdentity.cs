using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>Who this silo is, and what it counted.</summary>
internal sealed class SiloIdentity(ILocalSiloDetails silo, SiloCache cache)
{
    /// <summary>The address with the silo's generation: no later silo shares it.</summary>
    public string Address { get; } = silo.SiloAddress.ToParsableString();

    public SiloReport Report()
    {
        cache.Memory.Sweep();
        return new SiloReport(Address, silo.Name, cache.Counters.Snapshot());
    }
}
