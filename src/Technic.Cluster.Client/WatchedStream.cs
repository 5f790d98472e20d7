namespace Technic.Cluster.Client;

/// <summary>
/// A stream of a grain whose silo may die. The grain sends something every second; if it is silent for longer than allowed, or the runtime
/// reports the loss, the stream ends in seconds instead of the half minute of Orleans' response timeout. At its end the grain's work is
/// cancelled, also that of a silo that was only slow.
/// </summary>
public sealed class WatchedStream<T> : IAsyncDisposable
    where T : class
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromMilliseconds(500);

    private readonly TimeSpan _silence;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _ending;
    private readonly IAsyncEnumerator<T> _elements;
    private Task<bool> _next = Task.FromResult(false);

    /// <param name="begin">Begins the call. Its token is cancelled when the stream is closed.</param>
    /// <param name="silence">How long the grain may be silent.</param>
    /// <param name="time">The clock of the silence.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public WatchedStream(
        Func<CancellationToken, IAsyncEnumerable<T>> begin, TimeSpan silence, TimeProvider time, CancellationToken cancellationToken)
    {
        (_silence, _time, _cancellationToken) = (silence, time, cancellationToken);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _elements = begin(_ending.Token).GetAsyncEnumerator(_ending.Token);
    }

    /// <summary>Why the stream was lost; <c>null</c> when it ended by itself.</summary>
    public string? Loss { get; private set; }

    /// <summary>The next element; <c>null</c> when the stream has ended or was lost.</summary>
    public async ValueTask<T?> NextAsync()
    {
        try
        {
            _next = _elements.MoveNextAsync().AsTask();
            return await _next.WaitAsync(_silence, _time, _cancellationToken).ConfigureAwait(false) ? _elements.Current : null;
        }
        catch (TimeoutException) when (!_next.IsCompleted)
        {
            Loss = $"no response for {_silence.TotalSeconds} s";
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, _cancellationToken))
        {
            Loss = LostCall.ReasonOf(problem);
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _ending.CancelAsync().ConfigureAwait(false);
            // A stream with a pending element cannot be closed.
            await ((Task)_next).WaitAsync(CloseLimit, TimeProvider.System, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _elements.DisposeAsync().AsTask().WaitAsync(CloseLimit, TimeProvider.System, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is NotSupportedException || LostCall.IsLoss(problem, CancellationToken.None))
        {
            // The silo is gone.
        }
        finally
        {
            _ending.Dispose();
        }
    }
}
