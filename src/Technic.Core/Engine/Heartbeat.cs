using System.Runtime.CompilerServices;

namespace Technic.Core.Engine;

/// <summary>Adds heartbeats to streams.</summary>
public static class Heartbeat
{
    /// <summary>Returns the same stream, with a heartbeat after each interval without elements.</summary>
    public static async IAsyncEnumerable<T> WithHeartbeat<T>(
        this IAsyncEnumerable<T> stream, T beat, TimeSpan interval, TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var elements = stream.GetAsyncEnumerator(leaving.Token);
        var next = Task.FromResult(false);
        try
        {
            while (true)
            {
                next = elements.MoveNextAsync().AsTask();
                while (!await EndsWithinAsync(next, interval, time).ConfigureAwait(false)) yield return beat;
                if (!await next.ConfigureAwait(false)) yield break;
                yield return elements.Current;
            }
        }
        finally
        {
            // A reader that leaves at a heartbeat leaves a pending element, and the stream cannot be closed before that has ended.
            if (!next.IsCompleted)
            {
                await leaving.CancelAsync().ConfigureAwait(false);
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
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
