using Technic.Core.Provider;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>
/// One load for which several callers wait by asking again and again; used within one grain. The load is cancelled when its last caller has
/// cancelled or does not ask for a while. Each caller gets its end once, and begins a new one afterwards.
/// </summary>
internal sealed class SharedLoad(TimeProvider time)
{
    /// <summary>How long one question waits: well below the time limit of a call.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>How long a load continues without a question.</summary>
    private static readonly TimeSpan Unasked = TimeSpan.FromSeconds(20);

    private Flight? _flight;

    private sealed class Flight(Guid beginner, CancellationTokenSource cancellation)
    {
        public readonly HashSet<Guid> Waiting = [];
        public Task<int> Work = null!;

        public Guid Beginner => beginner;

        public CancellationTokenSource Cancellation => cancellation;
    }

    /// <summary>Asks for the load; begins it when there is none for which this caller waits.</summary>
    /// <param name="caller">The id of the caller.</param>
    /// <param name="load">Loads, and returns the number of requests.</param>
    /// <param name="cancellationToken">Leaves the load; with the last caller, it is cancelled.</param>
    public async Task<MarketLoadAnswer> AskAsync(Guid caller, Func<CancellationToken, Task<int>> load, CancellationToken cancellationToken)
    {
        if (_flight is null || (_flight.Work.IsCompleted && !_flight.Waiting.Contains(caller)))
        {
            _flight = new Flight(caller, new CancellationTokenSource(Unasked, time));
            _flight.Work = load(_flight.Cancellation.Token);
        }
        var flight = _flight;
        flight.Waiting.Add(caller);
        if (!flight.Work.IsCompleted) flight.Cancellation.CancelAfter(Unasked);
        try
        {
            var requests = await flight.Work.WaitAsync(Wait, TimeProvider.System, cancellationToken);
            flight.Waiting.Remove(caller);
            return new MarketLoadAnswer(true, flight.Beginner == caller ? requests : 0);
        }
        catch (TimeoutException) when (!flight.Work.IsCompleted)
        {
            return MarketLoadAnswer.Running;
        }
        catch (PriceSourceException problem)
        {
            flight.Waiting.Remove(caller);
            return new MarketLoadAnswer(true, flight.Beginner == caller ? problem.Requests : 0, problem.Failure, problem.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            flight.Waiting.Remove(caller);
            if (flight.Waiting.Count == 0) await flight.Cancellation.CancelAsync();
            throw;
        }
        catch (OperationCanceledException)
        {
            // The load was cancelled, because it was not asked for; this caller begins anew with its next question.
            flight.Waiting.Remove(caller);
            return MarketLoadAnswer.Running;
        }
    }
}
