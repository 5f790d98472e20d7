using System.Diagnostics;

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
