using System.Diagnostics;

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
