using System.Runtime.CompilerServices;

namespace Technic.Core.Scanning;

/// <summary>Streams that show that they are alive.</summary>
public static class Heartbeat
{
    /// <summary>The same stream, with a beat whenever nothing else came for an interval.</summary>
    public static async IAsyncEnumerable<T> WithHeartbeat<T>(
        this IAsyncEnumerable<T> stream, T beat, TimeSpan interval, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var elements = stream.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = elements.MoveNextAsync().AsTask();
            while (!await EndsWithinAsync(next, interval, time).ConfigureAwait(false)) yield return beat;
            if (!await next.ConfigureAwait(false)) yield break;
            yield return elements.Current;
        }
    }

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan interval, TimeProvider time)
    {
        if (task.IsCompleted) return true;
        using var waking = new CancellationTokenSource();
        var first = await Task.WhenAny(task, Task.Delay(interval, time, waking.Token)).ConfigureAwait(false);
        await waking.CancelAsync().ConfigureAwait(false);
        return first == task;
    }
}
