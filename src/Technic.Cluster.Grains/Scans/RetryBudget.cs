namespace Technic.Cluster.Grains;

/// <summary>
/// The retries of one scan, which all its calls to silos share: many calls that are lost together must not add their retries up to a load
/// of their own.
/// </summary>
/// <param name="retries">The number of retries, 0 or more.</param>
/// <param name="time">The clock of the pauses.</param>
internal sealed class RetryBudget(int retries, TimeProvider time)
{
    /// <summary>
    /// The retries of a scan: a silo that dies takes a third of 64 partitions along, and is detected with the sixth retry.
    /// </summary>
    public const int Default = 256;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private int _left = retries;
    private int _losses;

    /// <summary>The retries that are left.</summary>
    public int Left => Math.Max(0, Volatile.Read(ref _left));

    /// <summary>Whether a call was lost.</summary>
    public bool HasLosses => Volatile.Read(ref _losses) > 0;

    /// <summary>Notes a lost call that is not repeated.</summary>
    public void NoteLoss() => Interlocked.Increment(ref _losses);

    /// <summary>Waits before a lost call is repeated, twice as long each time.</summary>
    /// <param name="attempt">The repetitions of this call so far.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it may be repeated.</returns>
    public async ValueTask<bool> WaitAsync(int attempt, CancellationToken cancellationToken)
    {
        NoteLoss();
        if (Interlocked.Decrement(ref _left) < 0) return false;
        var pause = FirstPause * Math.Pow(2, Math.Min(attempt, 8));
        await Task.Delay(pause < LongestPause ? pause : LongestPause, time, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
