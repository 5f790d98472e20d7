namespace Technic.Cluster.Contracts;

/// <summary>Loads the market ahead of its use, once a session, soon after its bars are published; the key is 0. It lives while some silo reminds it.</summary>
[Alias("technic.IWarmGrain")]
public interface IWarmGrain : IGrainWithIntegerKey
{
    /// <summary>Reminds the grain of its task.</summary>
    /// <param name="days">The window to load, in calendar days.</param>
    /// <param name="cancellationToken">Gives up the call.</param>
    /// <returns>The last session that was loaded; <c>null</c> before the first.</returns>
    [Alias("Remind")]
    Task<DateOnly?> RemindAsync(int days, CancellationToken cancellationToken = default);
}
