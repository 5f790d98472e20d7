using System.Threading.Channels;

namespace Technic.Cluster.Postgres;

/// <summary>
/// Merges what many callers ask for. Nobody waits for a batch to fill: a batch takes what has gathered while earlier ones were under way,
/// so one caller alone goes at once and a thousand together go in a few.
/// </summary>
internal sealed class BatchPump<T> : IAsyncDisposable
{
    private readonly Channel<T> _queue = Channel.CreateUnbounded<T>();
    private readonly Lock _taking = new();
    private readonly int _batchSize;
    private readonly Func<IReadOnlyList<T>, T, bool> _fits;
    private readonly Func<IReadOnlyList<T>, Task> _run;
    private readonly Task[] _loops;

    /// <param name="batchSize">The most items of a batch.</param>
    /// <param name="inFlight">The most batches under way at once.</param>
    /// <param name="fits">Whether a batch may take one more item; a batch that may not goes without it.</param>
    /// <param name="run">Works a batch off; it tells its items how they fared and throws nothing.</param>
    public BatchPump(int batchSize, int inFlight, Func<IReadOnlyList<T>, T, bool> fits, Func<IReadOnlyList<T>, Task> run)
    {
        _batchSize = batchSize;
        _fits = fits;
        _run = run;
        // The loops outlive the call in which the pump is created, so they must not continue its trace.
        using var suppressed = ExecutionContext.SuppressFlow();
        _loops = [.. Enumerable.Range(0, inFlight).Select(_ => Task.Run(LoopAsync))];
    }

    /// <summary>Hands an item over; <c>false</c> when the pump has been closed.</summary>
    public bool TryAdd(T item) => _queue.Writer.TryWrite(item);

    /// <summary>Works off what was handed over and takes nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAll(_loops).ConfigureAwait(false);
    }

    private async Task LoopAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var batch = Take();
            if (batch.Count > 0) await _run(batch).ConfigureAwait(false);
        }
    }

    private List<T> Take()
    {
        var batch = new List<T>();
        lock (_taking)
        {
            while (batch.Count < _batchSize && _queue.Reader.TryPeek(out var next) && (batch.Count == 0 || _fits(batch, next))
                && _queue.Reader.TryRead(out next))
            {
                batch.Add(next);
            }
        }
        return batch;
    }
}
