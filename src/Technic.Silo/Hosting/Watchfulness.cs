using Orleans.Configuration;

namespace Technic.Silo.Hosting;

/// <summary>
/// How soon silos notice that one of them is gone. Orleans' own values (a probe every 5 seconds, a look at the table every minute) suit clusters over slow networks;
/// a scan waits for whoever holds a part of it, so that here a killed silo is out of the cluster after three to six seconds. The price is a ping a second or two
/// between neighbours and a small row written every five. A silo that is merely busy has its limit extended by Orleans itself; one that was taken for dead by
/// mistake ends and has to be started again, which costs its memory and nothing stored.
/// </summary>
internal static class Watchfulness
{
    public static void Set(ClusterMembershipOptions membership)
    {
        // Three probes missed, and two silos that say so (one where there are only two). Orleans adapts the limit of a probe to what it measures, from half of this on:
        // half a second would be too little for a silo that computes on every core.
        membership.ProbeTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        // Gossip carries a change at once; the table is for those whom it missed.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        // When a whole cluster was killed, its members stand in the table as living: newcomers wait for their silence to last three of these.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.NumMissedTableIAmAliveLimit = 3;
        // The rows of the dead are worth a day's looking back.
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
    }
}
