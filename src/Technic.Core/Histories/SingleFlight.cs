namespace Technic.Core.Histories;

/// <summary>
/// Callers of one key share one operation. A caller that cancels leaves it; when the last one has left, the operation itself is cancelled.
/// </summary>
internal sealed class SingleFlight<TKey, TResult> where TKey : notnull
{
    private readonly Dictionary<TKey, Flight> _flights = [];
    private readonly Lock _gate = new();

    private sealed class Flight
    {
        public readonly CancellationTokenSource Cancellation = new();
        public Task<TResult> Work = null!;
        public int Waiters;
    }

    /// <summary>Joins the key's running operation, or starts it.</summary>
    /// <returns>The result, and whether another caller had started the operation.</returns>
    public async Task<(TResult Result, bool Joined)> RunAsync<TState>(
        TKey key, TState state, Func<TKey, TState, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Flight? flight;
        bool joined;
        TaskCompletionSource? start = null;
        lock (_gate)
        {
            joined = _flights.TryGetValue(key, out flight);
            if (!joined)
            {
                flight = new Flight();
                start = new TaskCompletionSource();
                flight.Work = FlyAsync(key, flight, start.Task, state, work);
                _flights.Add(key, flight);
            }
            flight!.Waiters++;
        }
        start?.SetResult();
        try
        {
            return (await flight.Work.WaitAsync(cancellationToken).ConfigureAwait(false), joined);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private async Task<TResult> FlyAsync<TState>(
        TKey key, Flight flight, Task started, TState state, Func<TKey, TState, CancellationToken, Task<TResult>> work)
    {
        await started.ConfigureAwait(false);
        try
        {
            return await work(key, state, flight.Cancellation.Token).ConfigureAwait(false);
        }
        finally
        {
            Land(key, flight);
        }
    }

    private void Leave(TKey key, Flight flight)
    {
        lock (_gate)
        {
            if (--flight.Waiters > 0 || flight.Work.IsCompleted) return;
            // Removed from the map before it is cancelled: a new caller starts again instead of joining a cancelled operation.
            Land(key, flight);
        }
        flight.Cancellation.Cancel();
    }

    private void Land(TKey key, Flight flight)
    {
        lock (_gate)
        {
            if (_flights.GetValueOrDefault(key) == flight) _flights.Remove(key);
        }
    }
}
