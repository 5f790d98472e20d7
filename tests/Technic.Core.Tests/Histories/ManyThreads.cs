using System.Collections.Concurrent;

namespace Technic.Core.Tests.Histories;

/// <summary>Runs work on separate threads that start together.</summary>
internal static class ManyThreads
{
    /// <summary>Returns when all threads have ended.</summary>
    /// <exception cref="AggregateException">The exceptions of the threads.</exception>
    public static void Run(int threads, Action<int> work)
    {
        using var start = new Barrier(threads);
        var failures = new ConcurrentQueue<Exception>();
        var all = Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                work(number);
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
        })).ToList();
        all.ForEach(thread => thread.Start());
        all.ForEach(thread => thread.Join());
        if (!failures.IsEmpty) throw new AggregateException(failures);
    }
}
