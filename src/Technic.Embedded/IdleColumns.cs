using Microsoft.Extensions.Logging;
using Technic.Core.Provider;
using Technic.Core.Storage;

namespace Technic.Embedded;

/// <summary>
/// Makes the copy of the stored days by symbol while the engine has nothing to do, so that the first study finds it. A request stops it; it
/// goes on after the next pause.
/// </summary>
internal sealed partial class IdleColumns : IAsyncDisposable
{
    /// <summary>The time without a request after which the engine is idle, and of the checks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Func<CancellationToken, Task> _prepare;
    private readonly TimeProvider _time;
    private readonly ILogger<IdleColumns> _logger;
    private readonly CancellationTokenSource _ending = new();
    private readonly ITimer _timer;
    private CancellationTokenSource? _running;
    private long _usedAt;

    /// <param name="prepare">Makes what is missing of the copy.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public IdleColumns(Func<CancellationToken, Task> prepare, TimeProvider time, ILogger<IdleColumns> logger)
    {
        (_prepare, _time, _logger, _usedAt) = (prepare, time, logger, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Check(), null, Pause, Pause);
    }

    /// <summary>The last preparation; completed if none runs.</summary>
    public Task Current { get; private set; } = Task.CompletedTask;

    /// <summary>A request has come: the engine is in use.</summary>
    public void Used()
    {
        lock (_gate)
        {
            _usedAt = _time.GetTimestamp();
            _running?.Cancel();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
        await Current.ConfigureAwait(false);
        _ending.Dispose();
    }

    private void Check()
    {
        lock (_gate)
        {
            if (!Current.IsCompleted || _ending.IsCancellationRequested || _time.GetElapsedTime(_usedAt) < Pause) return;
            _running = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
            Current = PrepareAsync(_running);
        }
    }

    private async Task PrepareAsync(CancellationTokenSource running)
    {
        await Task.Yield();
        try
        {
            await _prepare(running.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A request has come, or the engine ends.
        }
        catch (Exception problem) when (problem is PriceSourceException or HistoryStoreException)
        {
            LogNotPrepared(problem.Message);
        }
        finally
        {
            lock (_gate)
            {
                _running = null;
                running.Dispose();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The copy of the stored days by symbol was not made: {Problem}")]
    private partial void LogNotPrepared(string problem);
}
