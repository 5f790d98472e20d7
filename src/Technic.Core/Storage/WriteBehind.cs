using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;

namespace Technic.Core.Storage;

/// <summary>
/// Writes to the store in the background: callers enqueue histories and, with a <see cref="BufferedDocumentStore"/>, documents; a loop
/// writes them in their order. Reads return queued writes, and a later one of the same key replaces an earlier one. A failed write is
/// retried, with a doubling delay, until it is older than <see cref="WriteBehindOptions.RetryLimit"/>. The queue is bounded: callers wait
/// while it is full, but not for a failing store. Abandoned writes are counted and logged once a minute.
/// </summary>
public sealed partial class WriteBehind : IAsyncDisposable
{
    private const string Closed = "The write queue is closed.";

    /// <summary>The time limit of a write after it was cancelled at shutdown.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly IHistoryStore _store;
    private readonly WriteBehindOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<WriteBehind> _logger;
    private readonly LogThrottle _givenUp;
    private readonly LogThrottle _delayed;
    private readonly Meter _meter = new(CacheCounters.MeterName);
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _hurry = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;

    // Guards all fields below.
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _queue = new();
    private readonly Dictionary<object, Entry> _pending = [];
    private readonly Queue<(long Target, TaskCompletionSource Reached)> _flushes = new();
    private TaskCompletionSource _changed = NewSignal();
    private bool _isClosed;
    private string? _failure;
    private int _failuresInARow;
    private long _bytes;
    private long _accepted;
    private long _settled;
    private long _written;
    private long _failed;
    private long _retried;

    /// <param name="store">Where histories are written.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock of delays and ages.</param>
    /// <param name="logger">The log of failures, at most one message a minute for each kind.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public WriteBehind(IHistoryStore store, WriteBehindOptions options, TimeProvider time, ILogger<WriteBehind> logger)
    {
        options.Validate();
        _store = store;
        _options = options;
        _time = time;
        _logger = logger;
        _givenUp = new LogThrottle(time);
        _delayed = new LogThrottle(time);
        _meter.CreateObservableGauge(
            "technic.store.queued", () => Status.Queued, "{write}", "Queued histories and documents");
        _meter.CreateObservableCounter(
            "technic.store.written", () => Status.Written, "{write}", "Stored histories and documents");
        _meter.CreateObservableCounter(
            "technic.store.failed", () => Status.Failed, "{write}", "Histories and documents that were not stored");
        _meter.CreateObservableCounter(
            "technic.store.retried", () => Status.Retried, "{write}", "Retried histories and documents");
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>A queued write, and the time at which it was enqueued.</summary>
    private sealed class Entry(PendingWrite write, long enqueuedAt)
    {
        public PendingWrite Write { get; set; } = write;

        public long EnqueuedAt { get; set; } = enqueuedAt;

        /// <summary>Whether it is being written, so that it can no longer be replaced.</summary>
        public bool IsUnderWay { get; set; }
    }

    /// <inheritdoc cref="WriteBehindStatus.Queued"/>
    public long Queued => Status.Queued;

    /// <inheritdoc cref="WriteBehindStatus.Written"/>
    public long Written => Status.Written;

    /// <inheritdoc cref="WriteBehindStatus.Failed"/>
    public long Failed => Status.Failed;

    /// <summary>A consistent snapshot of the counts.</summary>
    public WriteBehindStatus Status
    {
        get { lock (_gate) return new WriteBehindStatus(_accepted - _settled, _written, _failed, _retried); }
    }

    /// <summary>
    /// Enqueues a history; waits only while the queue is full. When it is full and the store fails, or after <see cref="DisposeAsync"/>,
    /// the history is dropped and counted as failed.
    /// </summary>
    public async ValueTask EnqueueAsync(PriceHistory history, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(new HistoryWrite(history), cancellationToken).ConfigureAwait(false) is { } reason) ReportGivenUp(1, reason);
    }

    /// <summary>The newest enqueued history of a key that is not stored yet.</summary>
    public bool TryGetPending(PriceHistoryKey key, [NotNullWhen(true)] out PriceHistory? history)
    {
        history = (PendingOf(key) as HistoryWrite)?.History;
        return history is not null;
    }

    /// <summary>Returns when everything that was enqueued before this call is written or abandoned.</summary>
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

    /// <summary>
    /// Writes the queue within <see cref="WriteBehindOptions.ShutdownLimit"/>. Writes to a locked store are retried until then; any other
    /// failure is final.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            SignalChange();
        }
        await _hurry.CancelAsync().ConfigureAwait(false);
        _work.Release();
        if (!await EndsWithinAsync(_options.ShutdownLimit).ConfigureAwait(false))
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            if (!await EndsWithinAsync(StopLimit).ConfigureAwait(false)) LogStuck(Queued);
        }
        if (_givenUp.TakeHeldBack() is > 0 and var untold) LogGivenUp(untold, _failure ?? Closed);
        _meter.Dispose();
    }

    /// <summary>Enqueues a write; waits only while the queue is full and the store does not fail.</summary>
    /// <returns>The reason for rejecting it; <c>null</c> when it was accepted.</returns>
    internal async ValueTask<string?> RefusalAsync(PendingWrite write, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                var reason = _isClosed ? Closed : null;
                if (reason is null)
                {
                    if (TryMerge(write)) return null;
                    if (HasRoomFor(write))
                    {
                        Accept(write);
                        return null;
                    }
                    if (_failuresInARow > 0) reason = $"The write queue is full. {_failure}";
                }
                if (reason is not null)
                {
                    _failed++;
                    return reason;
                }
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The last queued write of a key; <c>null</c> when there is none.</summary>
    internal PendingWrite? PendingOf(object key)
    {
        lock (_gate) return _pending.GetValueOrDefault(key)?.Write;
    }

    /// <summary>The last queued changes of a store's documents.</summary>
    internal IReadOnlyList<DocumentChange> PendingDocuments(IDocumentStore store)
    {
        lock (_gate)
        {
            var changes = _pending.Values.Select(entry => entry.Write).OfType<DocumentChange>();
            return [.. changes.Where(change => ReferenceEquals(change.Store, store))];
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    private bool TryMerge(PendingWrite write)
    {
        if (!_pending.TryGetValue(write.Key, out var last) || last.IsUnderWay) return false;
        if (write.IsObsoleteAfter(last.Write)) return true;
        if (!write.Replaces(last.Write)) return false;
        _bytes += write.Bytes - last.Write.Bytes;
        (last.Write, last.EnqueuedAt) = (write, _time.GetTimestamp());
        return true;
    }

    private bool HasRoomFor(PendingWrite write) =>
        _queue.Count < _options.Capacity && (_queue.Count == 0 || _bytes + write.Bytes <= _options.MaxBytes);

    private void Accept(PendingWrite write)
    {
        var entry = new Entry(write, _time.GetTimestamp());
        _queue.Enqueue(entry);
        _accepted++;
        _bytes += write.Bytes;
        if (!_pending.TryGetValue(write.Key, out var last) || !write.IsObsoleteAfter(last.Write)) _pending[write.Key] = entry;
        if (_queue.Count == 1) _work.Release();
    }

    private async Task PumpAsync()
    {
        while (await WaitForWorkAsync().ConfigureAwait(false))
        {
            var batch = NextBatch();
            try
            {
                await WriteAsync(batch).ConfigureAwait(false);
                Settle(batch.Count, isWritten: true);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                var seconds = _options.ShutdownLimit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
                lock (_gate) _failure = $"The store did not complete the writes within the shutdown limit of {seconds} s.";
                GiveUp(int.MaxValue);
            }
            catch (HistoryStoreException problem)
            {
                lock (_gate) _failure = problem.Message;
                // Read once: a shutdown that begins between two reads must end the wait, not start a new one.
                var isEnding = _hurry.IsCancellationRequested;
                if (problem.IsTransient || !isEnding) await RetryLaterAsync(batch, isEnding).ConfigureAwait(false);
                else GiveUp(int.MaxValue);
            }
            catch (Exception problem)
            {
                // A store that violates its contract must not end the loop, because every caller would wait for ever.
                LogUnexpected(problem);
                lock (_gate) _failure = "The store failed unexpectedly.";
                GiveUp(batch.Count);
            }
        }
    }

    /// <returns>Whether there is a write; <c>false</c> at the end.</returns>
    private async Task<bool> WaitForWorkAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_queue.Count > 0) return true;
                if (_isClosed) return false;
            }
            await _work.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The first write of the queue, and those after it that can be written in the same call: histories.</summary>
    private List<PendingWrite> NextBatch()
    {
        lock (_gate)
        {
            var batch = new List<PendingWrite>();
            foreach (var entry in _queue)
            {
                if (batch.Count == _options.BatchSize) break;
                if (batch.Count > 0 && (batch[0] is not HistoryWrite || entry.Write is not HistoryWrite)) break;
                entry.IsUnderWay = true;
                batch.Add(entry.Write);
            }
            return batch;
        }
    }

    private ValueTask WriteAsync(List<PendingWrite> batch)
    {
        _stop.Token.ThrowIfCancellationRequested();
        return batch[0] is DocumentChange change
            ? change.ApplyAsync(_stop.Token)
            : _store.WriteAsync([.. batch.Cast<HistoryWrite>().Select(write => write.History)], _stop.Token);
    }

    /// <summary>Returns a batch to the queue and waits before the next attempt.</summary>
    private async Task RetryLaterAsync(List<PendingWrite> batch, bool isEnding)
    {
        int expired;
        TimeSpan delay;
        lock (_gate)
        {
            foreach (var entry in _queue.Take(batch.Count)) entry.IsUnderWay = false;
            expired = _queue.TakeWhile(entry => _time.GetElapsedTime(entry.EnqueuedAt) >= _options.RetryLimit).Count();
            delay = DelayAfter(++_failuresInARow);
        }
        GiveUp(expired);
        lock (_gate)
        {
            if (_queue.Count == 0) return;
            _retried += Math.Max(0, batch.Count - expired);
        }
        if (_delayed.TryPass(1, out _)) LogDelayed(Queued, _failure!);
        var (wait, ending) = isEnding ? (_options.RetryDelay, _stop.Token) : (delay, _hurry.Token);
        await Task.Delay(wait, _time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private TimeSpan DelayAfter(int failures)
    {
        // More doublings than this exceed any limit.
        var delay = _options.RetryDelay * Math.Pow(2, Math.Min(failures - 1, 20));
        return delay < _options.MaxRetryDelay ? delay : _options.MaxRetryDelay;
    }

    /// <summary>Abandons the first writes of the queue.</summary>
    private void GiveUp(int count)
    {
        lock (_gate) count = Math.Min(count, _queue.Count);
        if (count > 0) ReportGivenUp(count, _failure!);
        Settle(count, isWritten: false);
    }

    private void ReportGivenUp(long writes, string reason)
    {
        if (_givenUp.TryPass(writes, out var total)) LogGivenUp(total, reason);
    }

    /// <summary>Removes the first writes from the queue.</summary>
    private void Settle(int count, bool isWritten)
    {
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
            {
                var entry = _queue.Dequeue();
                _bytes -= entry.Write.Bytes;
                if (_pending.TryGetValue(entry.Write.Key, out var last) && ReferenceEquals(last, entry)) _pending.Remove(entry.Write.Key);
            }
            _settled += count;
            if (isWritten) (_written, _failuresInARow) = (_written + count, 0);
            else _failed += count;
            while (_flushes.TryPeek(out var flush) && flush.Target <= _settled)
            {
                _flushes.Dequeue();
                flush.Reached.TrySetResult();
            }
            SignalChange();
        }
    }

    private void SignalChange()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "A write to the store failed. {Writes} writes are queued and will be retried. {Reason}")]
    private partial void LogDelayed(long writes, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Writes} histories or documents were not stored and will be loaded again when needed. {Reason}")]
    private partial void LogGivenUp(long writes, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store failed unexpectedly")]
    private partial void LogUnexpected(Exception problem);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "The last write to the store did not end after its cancellation. {Writes} writes are lost.")]
    private partial void LogStuck(long writes);
}
