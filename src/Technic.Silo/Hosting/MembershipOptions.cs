using Orleans.Configuration;

namespace Technic.Silo.Hosting;

/// <summary>
/// Failure detection of silos. The Orleans defaults (a probe every 5 seconds, a table refresh every minute) suit slow networks. Scans wait
/// for a failed silo, so these values remove it from the cluster after three to six seconds. The cost is a probe every one or two seconds
/// and a small table update every five seconds. Orleans extends the timeout of busy silos. A silo that is declared dead by mistake
/// terminates and must be restarted; it loses only its memory tier.
/// </summary>
internal static class MembershipOptions
{
    public static void Configure(ClusterMembershipOptions membership)
    {
        // Three missed probes and two votes (one in a cluster of two). Orleans adapts the probe timeout to the measured latency, starting
        // at half of this value: half a second would be too short for a silo that uses all cores.
        membership.ProbeTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        // Gossip propagates changes immediately; the table refresh is a fallback.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        // After a crash of the whole cluster, new silos wait for three missed intervals of the old members.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.NumMissedTableIAmAliveLimit = 3;
        // Keeps the rows of dead silos for one day, for diagnosis.
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
    }
}
