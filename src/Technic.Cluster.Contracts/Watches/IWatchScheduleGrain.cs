namespace Technic.Cluster.Contracts;

/// <summary>
/// Checks the watches of the cluster after each session; the key is 0. A persisted reminder activates the grain on any silo, so that
/// exactly one silo checks, and a check that was lost with its silo is made up.
/// </summary>
[Alias("technic.IWatchScheduleGrain")]
public interface IWatchScheduleGrain : IGrainWithIntegerKey
{
    /// <summary>Begins the checks, if they are not scheduled.</summary>
    [Alias("Start")]
    Task StartAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether watches are being checked now.</summary>
    [Alias("IsChecking")]
    Task<bool> IsCheckingAsync(CancellationToken cancellationToken = default);
}
