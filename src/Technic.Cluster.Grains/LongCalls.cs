using System.Collections.Concurrent;

namespace Technic.Cluster.Grains;

/// <summary>
/// Work that may take longer than a call may last: the caller asks again until there is a result. The work ends with the token of the
/// caller, or when the caller does not ask for a while, because it is gone.
/// </summary>
/// <typeparam name="T">The result.</typeparam>
internal sealed class LongCalls<T>
    where T : class
{
    /// <summary>How long one call waits: well below the time limit of a call.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>How long the work continues without a call.</summary>
    private static readonly TimeSpan Unasked = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Guid, Work> _running = [];

    private sealed record Work(Task<T> Result, CancellationTokenSource Cancellation);

    /// <summary>Whether there is work in progress, or a result that was not collected yet.</summary>
    public bool IsBusy => !_running.IsEmpty;

    /// <summary>Begins the work of a call, or waits for it.</summary>
    /// <param name="call">The id of the call: the same in each question.</param>
    /// <param name="begin">Begins the work.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The result; <c>null</c> while the work is running.</returns>
    public async Task<T?> AskAsync(Guid call, Func<CancellationToken, Task<T>> begin, CancellationToken cancellationToken)
    {
        if (!_running.TryGetValue(call, out var work))
        {
            var cancellation = new CancellationTokenSource();
            work = new Work(begin(cancellation.Token), cancellation);
            if (work.Result.IsCompleted) return await work.Result;
            _running[call] = work;
            cancellation.Token.UnsafeRegister(_ => _running.TryRemove(call, out Work? _), null);
        }
        work.Cancellation.CancelAfter(Unasked);
        try
        {
            return await work.Result.WaitAsync(Wait, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException) when (!work.Result.IsCompleted)
        {
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await work.Cancellation.CancelAsync();
            throw;
        }
        finally
        {
            if (work.Result.IsCompleted) _running.TryRemove(call, out _);
        }
    }
}
