using System.Runtime.ExceptionServices;

namespace Technic.Core.Studies.Partitions;

/// <summary>Works on partitions on all cores, and takes the results in the order of the partitions.</summary>
internal static class InOrder
{
    /// <summary>Works on partitions.</summary>
    /// <param name="partitions">The numbers of the partitions.</param>
    /// <param name="work">Works on one of them; several concurrently.</param>
    /// <param name="take">Takes a result; one at a time, in the order of <paramref name="partitions"/>.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static void Run<T>(
        IReadOnlyList<int> partitions, Func<int, T> work, Action<int, T> take, CancellationToken cancellationToken)
    {
        var (gate, waiting, begun, taken) = (new Lock(), new Dictionary<int, T>(), 0, 0);
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        try
        {
            Parallel.For(0, Math.Min(partitions.Count, Environment.ProcessorCount), options, _ =>
            {
                while (Interlocked.Increment(ref begun) - 1 is var next && next < partitions.Count)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var result = work(partitions[next]);
                    lock (gate)
                    {
                        waiting.Add(next, result);
                        while (waiting.Remove(taken, out var ready)) take(partitions[taken++], ready);
                    }
                }
            });
        }
        catch (AggregateException problems)
        {
            // What is wrong with the studies is wrong in every partition.
            ExceptionDispatchInfo.Throw(problems.Flatten().InnerExceptions[0]);
        }
    }
}
