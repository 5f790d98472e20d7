using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Technic.Core.Scans;

/// <summary>Runs the lookups of a scan in a bounded window and streams their outcomes in batches as they come.</summary>
public static class OutcomeStream
{
    private const int MaxBatch = 512;

    /// <summary>
    /// Works on every item, at most <paramref name="window"/> at a time. When the consumer stops, or one item fails, the others are cancelled and awaited
    /// before this returns or throws.
    /// </summary>
    public static async IAsyncEnumerable<SymbolOutcome[]> RunAsync<T>(
        IEnumerable<T> items, int window, Func<T, ChannelWriter<SymbolOutcome>, CancellationToken, ValueTask> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var outcomes = Channel.CreateUnbounded<SymbolOutcome>(new UnboundedChannelOptions { SingleReader = true });
        var working = WorkAsync();
        try
        {
            var batch = new List<SymbolOutcome>(MaxBatch);
            while (await outcomes.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (batch.Count < MaxBatch && outcomes.Reader.TryRead(out var outcome)) batch.Add(outcome);
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
                // Off the caller's thread at once: work that never waits would otherwise run to its end before the first batch is read.
                await Task.Yield();
                var options = new ParallelOptions { MaxDegreeOfParallelism = window, CancellationToken = stopping.Token };
                await Parallel.ForEachAsync(items, options, (item, token) => work(item, outcomes.Writer, token)).ConfigureAwait(false);
                outcomes.Writer.Complete();
            }
            catch (Exception problem)
            {
                outcomes.Writer.Complete(problem);
                throw;
            }
        }
    }
}
