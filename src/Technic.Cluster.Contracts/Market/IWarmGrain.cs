namespace Technic.Cluster.Contracts;

/// <summary>
/// Loads the market ahead of its use, once a session, soon after its bars are published; the key is 0. A persisted reminder activates the
/// grain on any silo, so that a run that was missed is made up.
/// </summary>
[Alias("technic.IWarmGrain")]
public interface IWarmGrain : IGrainWithIntegerKey
{
    /// <summary>Sets the window to load, or ends the loading.</summary>
    /// <param name="days">The window in calendar days; 0 for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("Schedule")]
    Task ScheduleAsync(int days, CancellationToken cancellationToken = default);

    /// <summary>The last session that this activation has loaded; <c>null</c> before the first.</summary>
    [Alias("GetLoaded")]
    Task<DateOnly?> GetLoadedAsync(CancellationToken cancellationToken = default);
}
