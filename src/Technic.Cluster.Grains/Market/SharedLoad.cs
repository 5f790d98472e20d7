using Technic.Core.Provider;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>
/// One load that several callers wait for by asking again and again; used within one grain. The load is cancelled when nobody has asked for a while, and its end is
/// told once to everybody who waited: who asks afterwards begins anew.
/// </summary>
internal sealed class SharedLoad(TimeProvider time)
{
    /// <summary>How long one question waits: well below the time limit of a call.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    /// <summary>How long a load goes on while nobody asks.</summary>
    private static readonly TimeSpan Unasked = TimeSpan.FromSeconds(20);

    private Flight? _flight;

    private sealed class Flight(Guid beginner, CancellationTokenSource cancellation)
    {
        public readonly HashSet<Guid> Waiting = [];
        public Task<int> Work = null!;

        public Guid Beginner => beginner;

        public CancellationTokenSource Cancellation => cancellation;
    }

    /// <summary>Asks how the load stands; begins it when there is none that this caller waits for.</summary>
    public async Task<MarketLoadAnswer> AskAsync(Guid caller, Func<CancellationToken, Task<int>> load)
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
            var requests = await flight.Work.WaitAsync(Wait, TimeProvider.System);
            flight.Waiting.Remove(caller);
            return new MarketLoadAnswer(true, flight.Beginner == caller ? requests : 0);
        }
        catch (TimeoutException)
        {
            return MarketLoadAnswer.UnderWay;
        }
        catch (PriceSourceException problem)
        {
            flight.Waiting.Remove(caller);
            return new MarketLoadAnswer(true, flight.Beginner == caller ? problem.Requests : 0, problem.Failure, problem.Message);
        }
        catch (OperationCanceledException)
        {
            // Nobody had asked for a while; this caller begins anew with its next question.
            flight.Waiting.Remove(caller);
            return MarketLoadAnswer.UnderWay;
        }
    }
}
