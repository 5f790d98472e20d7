namespace Technic.Cluster.Client;

/// <summary>
/// A grain's stream whose silo may die. The grain speaks every second; when it says nothing for longer than the silence allowed, or the runtime reports the loss,
/// the stream has ended without its last word, in seconds instead of the half minute of a call's time limit.
/// </summary>
public sealed class WatchedStream<T>(IAsyncEnumerable<T> stream, TimeSpan silence, TimeProvider time, CancellationToken cancellationToken) : IAsyncDisposable
    where T : class
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly IAsyncEnumerator<T> _elements = stream.GetAsyncEnumerator(cancellationToken);

    /// <summary>Why the stream was lost; <c>null</c> when it ended by itself.</summary>
    public string? Loss { get; private set; }

    /// <summary>Whether a call ended because its silo did, and not because the caller cancelled it.</summary>
    public static bool IsLoss(Exception problem, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && problem is TimeoutException or OrleansException or EnumerationAbortedException or OperationCanceledException;

    /// <summary>The next element; <c>null</c> when the stream has ended or was lost.</summary>
    public async ValueTask<T?> NextAsync()
    {
        try
        {
            return await _elements.MoveNextAsync().AsTask().WaitAsync(silence, time, cancellationToken).ConfigureAwait(false) ? _elements.Current : null;
        }
        catch (TimeoutException)
        {
            Loss = $"it was silent for {silence.TotalSeconds} s";
        }
        catch (Exception problem) when (IsLoss(problem, cancellationToken))
        {
            Loss = problem.Message;
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _elements.DisposeAsync().AsTask().WaitAsync(Farewell, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is NotSupportedException || IsLoss(problem, CancellationToken.None))
        {
            // The silo is gone, or still busy with the element that was given up; it drops a stream that nobody reads by itself.
        }
    }
}
