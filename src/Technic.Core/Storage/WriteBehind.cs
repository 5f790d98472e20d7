using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;

namespace Technic.Core.Storage;

/// <summary>
/// Writes histories to the store behind the answers: callers hand them over and go on, one pump writes them in batches. The queue is
/// bounded; when it is full, callers wait. A store that fails costs its writes, never an answer: they are counted and logged once a minute.
/// </summary>
public sealed partial class WriteBehind : IAsyncDisposable
{
    /// <summary>How long a write that was told to stop may take to do so at shutdown.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly IHistoryStore _store;
    private readonly WriteBehindOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<WriteBehind> _logger;
    private readonly LogThrottle _throttle;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;

    // Guards everything below. The channel is unbounded (the slots bound it), so that accepting a history is one step under the gate.
    private readonly Lock _gate = new();
    private readonly Channel<PriceHistory> _queue = Channel.CreateUnbounded<PriceHistory>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<PriceHistoryKey, PriceHistory> _pending = [];
    private readonly Queue<(long Target, TaskCompletionSource Reached)> _flushes = new();
    private long _accepted;
    private long _settled;
    private long _written;
    private long _failed;

    // The pump's own.
    private long? _failedAt;
    private string _failure = "";

    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public WriteBehind(IHistoryStore store, WriteBehindOptions options, TimeProvider time, ILogger<WriteBehind> logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        _store = store;
        _options = options;
        _time = time;
        _logger = logger;
        _throttle = new LogThrottle(time);
        _slots = new SemaphoreSlim(options.Capacity);
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>How many histories wait to be written, those under way included.</summary>
    public long Queued
    {
        get { lock (_gate) return _accepted - _settled; }
    }

    /// <summary>How many histories the store took.</summary>
    public long Written
    {
        get { lock (_gate) return _written; }
    }

    /// <summary>How many histories are lost to the store: refused by it, dropped in a pause after a failure, or too late for the shutdown.</summary>
    public long Failed
    {
        get { lock (_gate) return _failed; }
    }

    /// <summary>The counts above, of one moment.</summary>
    public WriteBehindStatus Status
    {
        get { lock (_gate) return new WriteBehindStatus(_accepted - _settled, _written, _failed); }
    }

    /// <summary>Hands a history over; waits only while the queue is full. After <see cref="DisposeAsync"/> it is dropped and counted.</summary>
    public async ValueTask EnqueueAsync(PriceHistory history, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!TryAccept(history)) _slots.Release();
    }

    /// <summary>The newest history of a key that was handed over and is not in the store yet.</summary>
    public bool TryGetPending(PriceHistoryKey key, [NotNullWhen(true)] out PriceHistory? history)
    {
        lock (_gate) return _pending.TryGetValue(key, out history);
    }

    /// <summary>Returns when everything that was enqueued before this call is written or has failed.</summary>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_settled == _accepted) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushes.Enqueue((_accepted, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Writes what is queued, within <see cref="WriteBehindOptions.ShutdownLimit"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate) _queue.Writer.TryComplete();
        if (!await EndsWithinAsync(_options.ShutdownLimit).ConfigureAwait(false))
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            if (!await EndsWithinAsync(StopLimit).ConfigureAwait(false)) LogStuck(Queued);
        }
        if (_throttle.TakeHeldBack() is > 0 and var untold) LogNotStored(untold, _failure);
    }

    private async Task<bool> EndsWithinAsync(TimeSpan limit)
    {
        try
        {
            await _pump.WaitAsync(limit, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private bool TryAccept(PriceHistory history)
    {
        lock (_gate)
        {
            if (!_queue.Writer.TryWrite(history))
            {
                _failed++;
                return false;
            }
            _accepted++;
            if (!_pending.TryGetValue(history.Key, out var other) || other.FetchedAt <= history.FetchedAt) _pending[history.Key] = history;
            return true;
        }
    }

    private async Task PumpAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var batch = new List<PriceHistory>();
            while (batch.Count < _options.BatchSize && _queue.Reader.TryRead(out var history)) batch.Add(history);
            Settle(batch, await TryWriteAsync(batch).ConfigureAwait(false));
        }
    }

    private async Task<bool> TryWriteAsync(List<PriceHistory> batch)
    {
        if (IsPaused) return Fail(batch.Count);
        try
        {
            _stop.Token.ThrowIfCancellationRequested();
            await _store.WriteAsync(batch, _stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _failure = string.Create(CultureInfo.InvariantCulture, $"A shutdown waits no longer than {_options.ShutdownLimit.TotalSeconds:0.#} s for the store.");
            return Fail(batch.Count);
        }
        catch (HistoryStoreException problem)
        {
            _failure = problem.Message;
        }
        catch (Exception problem)
        {
            // A store that breaks its contract must not end the pump: every caller would wait for ever.
            _failure = "The store failed in a way it should not.";
            LogUnexpected(problem);
        }
        _failedAt = _time.GetTimestamp();
        return Fail(batch.Count);
    }

    private bool IsPaused => _failedAt is { } then && _time.GetElapsedTime(then) < _options.PauseAfterFailure;

    private bool Fail(int count)
    {
        if (_throttle.TryPass(count, out var total)) LogNotStored(total, _failure);
        return false;
    }

    private void Settle(List<PriceHistory> batch, bool written)
    {
        lock (_gate)
        {
            foreach (var history in batch)
            {
                if (_pending.TryGetValue(history.Key, out var newest) && ReferenceEquals(newest, history)) _pending.Remove(history.Key);
            }
            _settled += batch.Count;
            if (written) _written += batch.Count;
            else _failed += batch.Count;
            while (_flushes.TryPeek(out var flush) && flush.Target <= _settled)
            {
                _flushes.Dequeue();
                flush.Reached.TrySetResult();
            }
        }
        _slots.Release(batch.Count);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Histories that were not stored and will be fetched again when they are needed: {Histories}. {Reason}")]
    private partial void LogNotStored(long histories, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store failed in a way it should not")]
    private partial void LogUnexpected(Exception problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store did not end its last write when it was told to; histories left behind: {Histories}")]
    private partial void LogStuck(long histories);
}
