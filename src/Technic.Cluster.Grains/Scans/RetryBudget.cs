namespace Technic.Cluster.Grains;

/// <summary>
/// The retries and the deadline of one scan, which all its calls to silos share: many calls that are lost together must not add their
/// retries up to a load of their own, nor their waits to an hour.
/// </summary>
/// <param name="retries">The number of retries, 0 or more.</param>
/// <param name="time">The clock of the pauses and of the deadline.</param>
internal sealed class RetryBudget(int retries, TimeProvider time)
{
    /// <summary>
    /// The retries of a scan: a silo that dies takes a third of 64 partitions along, and is detected with the sixth retry.
    /// </summary>
    public const int Default = 256;

    /// <summary>
    /// How long a scan retries while at least one of its calls is lost: well beyond the time in which a cluster detects a dead silo. A scan
    /// as a whole has no limit, because it may wait an hour for the quota of the provider.
    /// </summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private readonly TimeProvider _time = time;
    private readonly Lock _gate = new();
    private int _left = retries;
    private bool _hasLosses;
    private int _lostCalls;
    private long _lostSince;

    /// <summary>The retries that are left.</summary>
    public int Left
    {
        get { lock (_gate) return _left; }
    }

    /// <summary>Whether a call was lost.</summary>
    public bool HasLosses
    {
        get { lock (_gate) return _hasLosses; }
    }

    /// <summary>Notes a lost call that is not repeated.</summary>
    public void NoteLoss()
    {
        lock (_gate) _hasLosses = true;
    }

    /// <summary>Begins a call that is repeated when it is lost. It is disposed at its end.</summary>
    public Call Begin() => new(this);

    /// <summary>Takes a retry.</summary>
    /// <param name="isFirst">Whether the call worked until now.</param>
    /// <returns>Whether there was one, within the deadline.</returns>
    private bool TakeRetry(bool isFirst)
    {
        lock (_gate)
        {
            _hasLosses = true;
            if (isFirst && _lostCalls++ == 0) _lostSince = _time.GetTimestamp();
            if (_left == 0 || _time.GetElapsedTime(_lostSince) >= Deadline) return false;
            _left--;
            return true;
        }
    }

    private void Resume()
    {
        lock (_gate) _lostCalls--;
    }

    /// <summary>One call of the scan, used by one reader.</summary>
    public sealed class Call : IDisposable
    {
        private readonly RetryBudget _budget;
        private int _losses;

        internal Call(RetryBudget budget) => _budget = budget;

        /// <summary>Says that the call works, again or still.</summary>
        public void Works()
        {
            if (_losses > 0) _budget.Resume();
            _losses = 0;
        }

        /// <summary>Waits before the lost call is repeated, twice as long each time until it works again.</summary>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>Whether it may be repeated.</returns>
        public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
        {
            var pause = FirstPause * Math.Pow(2, Math.Min(_losses, 8));
            if (!_budget.TakeRetry(isFirst: _losses++ == 0)) return false;
            await Task.Delay(pause < LongestPause ? pause : LongestPause, _budget._time, cancellationToken).ConfigureAwait(false);
            return true;
        }

        /// <inheritdoc/>
        public void Dispose() => Works();
    }
}
