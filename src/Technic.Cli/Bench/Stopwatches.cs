using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Technic.Cli.Bench;

/// <summary>Measures elapsed time. The work runs untimed first, until the JIT compiler has optimized it.</summary>
internal static class Stopwatches
{
    /// <summary>The warm-up time of short work.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Measures short work: nanoseconds per call. Each sample is the mean of many calls.</summary>
    public static double[] Nanoseconds(int samples, int callsPerSample, Action<int> work, CancellationToken cancellationToken)
    {
        for (var warming = Stopwatch.StartNew(); warming.Elapsed < WarmUp;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Calls();
        }
        var times = new double[samples];
        for (var i = 0; i < samples; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var watch = Stopwatch.StartNew();
            Calls();
            times[i] = watch.Elapsed.TotalNanoseconds / callsPerSample;
        }
        return times;

        void Calls()
        {
            for (var call = 0; call < callsPerSample; call++) work(call);
        }
    }

    /// <summary>
    /// Measures the throughput of two threads relative to one thread: 2 if neither slows down the other, 1 or less if they take turns.
    /// </summary>
    /// <param name="samples">The number of ratios. Each sample is one run with one thread, then one run with two threads.</param>
    /// <param name="callsPerSample">The number of calls per thread.</param>
    /// <param name="work">The work to measure; thread-safe. The JIT compiler must already have optimized it.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    public static double[] Ratios(int samples, int callsPerSample, Action<int> work, CancellationToken cancellationToken)
    {
        var ratios = new double[samples];
        for (var i = 0; i < samples; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var one = Elapsed(threads: 1, callsPerSample, work);
            ratios[i] = 2 * one / Elapsed(threads: 2, callsPerSample, work);
        }
        return ratios;
    }

    /// <summary>Measures the time from the start of the first thread, which waits for the others, to the end of the last thread.</summary>
    private static TimeSpan Elapsed(int threads, int calls, Action<int> work)
    {
        using var start = new Barrier(threads);
        var failures = new ConcurrentQueue<Exception>();
        var (starts, ends) = (new long[threads], new long[threads]);
        var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() => Run(thread))).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        if (failures.TryDequeue(out var failure)) ExceptionDispatchInfo.Throw(failure);
        return Stopwatch.GetElapsedTime(starts.Min(), ends.Max());

        void Run(int thread)
        {
            start.SignalAndWait();
            starts[thread] = Stopwatch.GetTimestamp();
            try
            {
                for (var call = 0; call < calls; call++) work(call);
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
            ends[thread] = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Measures long work: milliseconds per run.</summary>
    /// <param name="warmUps">The number of untimed runs.</param>
    /// <param name="samples">The number of timed runs.</param>
    /// <param name="work">The work to measure.</param>
    /// <param name="before">Runs before each run, untimed.</param>
    /// <param name="after">Runs after each run, untimed.</param>
    public static async Task<double[]> MillisecondsAsync(
        int warmUps, int samples, Func<Task> work, Action? before = null, Func<ValueTask>? after = null)
    {
        var times = new double[samples];
        for (var i = -warmUps; i < samples; i++)
        {
            before?.Invoke();
            var watch = Stopwatch.StartNew();
            await work().ConfigureAwait(false);
            if (i >= 0) times[i] = watch.Elapsed.TotalMilliseconds;
            if (after is not null) await after().ConfigureAwait(false);
        }
        return times;
    }
}
