using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Sources.Rest;

/// <summary>The bars of a request.</summary>
/// <param name="Frequency">The length of a bar.</param>
/// <param name="From">The first New York date.</param>
/// <param name="To">The last New York date.</param>
internal readonly record struct BarWindow(Frequency Frequency, DateOnly From, DateOnly To);

/// <summary>
/// Joins fetches of single symbols: those of one window that arrive while a request is in progress share the next one. A request that the
/// provider refuses because of one of its symbols is repeated for each.
/// </summary>
/// <param name="fetch">Fetches the bars of symbols, each with an answer; the first answer has the number of requests.</param>
/// <param name="limit">The most symbols of one request for a window.</param>
internal sealed class SymbolBatches(
    Func<IReadOnlyList<Symbol>, BarWindow, CancellationToken, Task<IReadOnlyList<FetchedBars>>> fetch, Func<BarWindow, int> limit)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<BarWindow, Queue<Caller>> _waiting = [];
    private readonly HashSet<Task> _pumps = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The bars of a symbol.</summary>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    public async Task<FetchedBars> FetchAsync(Symbol symbol, BarWindow window, CancellationToken cancellationToken)
    {
        var caller = new Caller(symbol, cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            if (_waiting.TryGetValue(window, out var queue)) queue.Enqueue(caller);
            else
            {
                _waiting.Add(window, new Queue<Caller>([caller]));
                Start(window);
            }
        }
        await using var registration = cancellationToken.Register(caller.Cancel).ConfigureAwait(false);
        return await caller.Answer.Task.ConfigureAwait(false);
    }

    /// <summary>Cancels the requests in progress.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task[] pumps;
        lock (_gate) pumps = [.. _pumps];
        await Task.WhenAll(pumps).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Start(BarWindow window)
    {
        var pump = Task.Run(() => PumpAsync(window));
        _pumps.Add(pump);
        _ = pump.ContinueWith(
            ended =>
            {
                lock (_gate) _pumps.Remove(ended);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task PumpAsync(BarWindow window)
    {
        while (Next(window) is { Length: > 0 } batch) await RunAsync(batch, window).ConfigureAwait(false);
    }

    private Caller[] Next(BarWindow window)
    {
        lock (_gate)
        {
            var (queue, batch, most) = (_waiting[window], new List<Caller>(), limit(window));
            while (batch.Count < most && queue.TryDequeue(out var caller))
            {
                if (!caller.Answer.Task.IsCompleted) batch.Add(caller);
            }
            if (batch.Count == 0) _waiting.Remove(window);
            return [.. batch];
        }
    }

    private async Task RunAsync(Caller[] batch, BarWindow window)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var interested = batch.Length;
        var registrations = Array.ConvertAll(batch, caller => caller.Token.Register(() =>
        {
            if (Interlocked.Decrement(ref interested) == 0) cancellation.Cancel();
        }));
        try
        {
            var answers = await fetch([.. batch.Select(caller => caller.Symbol)], window, cancellation.Token).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++) batch[i].Answer.TrySetResult(answers[i]);
        }
        catch (PriceSourceException refusal) when (refusal.Failure == PriceSourceFailure.BadData && batch.Length > 1)
        {
            foreach (var caller in batch) await RunAsync([caller], window).ConfigureAwait(false);
        }
        catch (PriceSourceException problem)
        {
            batch[0].Answer.TrySetException(problem);
            // The requests count once.
            foreach (var caller in batch[1..])
                caller.Answer.TrySetException(new PriceSourceException(problem.Failure, problem.Message, requests: 0, problem));
        }
        catch (Exception problem)
        {
            // Whatever it is, no caller may wait for ever.
            foreach (var caller in batch) caller.Answer.TrySetException(problem);
        }
        finally
        {
            foreach (var registration in registrations) await registration.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed record Caller(Symbol Symbol, CancellationToken Token)
    {
        public TaskCompletionSource<FetchedBars> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Cancel() => Answer.TrySetCanceled(Token);
    }
}
