using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Technic.Core.Histories;

/// <summary>Processes many items concurrently, with a limit, and streams the results in batches.</summary>
public static class ParallelStream
{
    private const int MaxBatch = 512;

    /// <summary>
    /// Processes every item, at most <paramref name="window"/> at a time. When the consumer stops, or an item fails, the others are
    /// cancelled and awaited before this returns or throws.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="window">The maximum number of concurrent items, 1 or more.</param>
    /// <param name="work">Processes one item and writes its results.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static async IAsyncEnumerable<TResult[]> RunAsync<TItem, TResult>(
        IEnumerable<TItem> items, int window, Func<TItem, ChannelWriter<TResult>, CancellationToken, ValueTask> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateUnbounded<TResult>(new UnboundedChannelOptions { SingleReader = true });
        var working = WorkAsync();
        try
        {
            var batch = new List<TResult>(MaxBatch);
            while (await results.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (batch.Count < MaxBatch && results.Reader.TryRead(out var result)) batch.Add(result);
                yield return [.. batch];
                batch.Clear();
            }
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task WorkAsync()
        {
            try
            {
                // Leaves the caller's thread: synchronous work would otherwise run to its end before the first batch is read.
                await Task.Yield();
                var options = new ParallelOptions { MaxDegreeOfParallelism = window, CancellationToken = stopping.Token };
                await Parallel.ForEachAsync(items, options, (item, token) => work(item, results.Writer, token)).ConfigureAwait(false);
                results.Writer.Complete();
            }
            catch (Exception problem)
            {
                results.Writer.Complete(problem);
                throw;
            }
        }
    }
}
