using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Technic.Cli.Bench;

/// <summary>Takes times. What is timed runs untimed first, until the runtime has compiled it for speed.</summary>
internal static class Stopwatches
{
    /// <summary>How long a short piece of work is repeated before it is timed.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>The time of one call of a short piece of work, in nanoseconds, as the mean of many calls a sample.</summary>
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
    /// How many times the calls of one thread two threads make in the same time: 2 when neither slows the other, 1 or less when they take turns.
    /// </summary>
    /// <param name="samples">The number of ratios; each is of one run with one thread and the next with two.</param>
    /// <param name="callsPerSample">The calls of one thread.</param>
    /// <param name="work">What is called, from two threads at the same time; it ran before, so that the runtime has compiled it for speed.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
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

    /// <summary>The time from the first thread's start, which waits for the others, to the last one's end.</summary>
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

    /// <summary>The times of a long piece of work, in milliseconds.</summary>
    /// <param name="warmUps">How often it runs untimed first.</param>
    /// <param name="samples">How often it runs timed.</param>
    /// <param name="work">What is timed.</param>
    /// <param name="before">What is done before each run, untimed.</param>
    /// <param name="after">What is done after each run, untimed.</param>
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
