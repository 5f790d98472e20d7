using Microsoft.Extensions.Logging;
using Technic.Core.Storage;

namespace Technic.Cluster.Postgres;

/// <summary>
/// Keeps a silo from asking a database that is out of order. The first failure opens it: for a while every question is refused at once;
/// then one question goes through, and its answer closes the breaker or opens it again. So a hung server costs one timeout a while, not one
/// a key.
/// </summary>
/// <remarks>
/// Polly's breaker judges a ratio over at least two calls; here one timeout is one too many, for thousands of keys wait behind it.
/// </remarks>
public sealed partial class StoreBreaker(TimeSpan breakDuration, TimeProvider time, ILogger<StoreBreaker> logger) : IStoreAvailability
{
    private enum State
    {
        Closed,
        Open,
        Probing,
    }

    private readonly Lock _gate = new();
    private volatile State _state;
    private long _period;
    private long _openedAt;
    private long _brokenSince;
    private string? _lastFailure;

    /// <inheritdoc/>
    public bool IsRefusing
    {
        get
        {
            if (_state == State.Closed) return false;
            lock (_gate) return _state == State.Probing || IsPausing;
        }
    }

    /// <inheritdoc/>
    public string? LastFailure
    {
        get { lock (_gate) return _lastFailure; }
    }

    /// <summary>Asks to ask. Whoever may must tell how it went, with the number given.</summary>
    internal bool TryEnter(out long entry)
    {
        lock (_gate)
        {
            if (_state == State.Probing || IsPausing)
            {
                entry = 0;
                return false;
            }
            if (_state == State.Open)
            {
                _state = State.Probing;
                _period++;
            }
            entry = _period;
            return true;
        }
    }

    internal void Succeeded(long entry)
    {
        TimeSpan broken;
        lock (_gate)
        {
            // What was under way when the breaker opened says nothing about the time since.
            if (entry != _period || _state != State.Probing) return;
            _state = State.Closed;
            _period++;
            broken = time.GetElapsedTime(_brokenSince);
        }
        LogClosed(broken.TotalSeconds);
    }

    internal void Failed(long entry, string reason)
    {
        bool first;
        lock (_gate)
        {
            if (entry != _period || _state == State.Open) return;
            first = _state == State.Closed;
            _state = State.Open;
            _period++;
            _lastFailure = reason;
            _openedAt = time.GetTimestamp();
            if (first) _brokenSince = _openedAt;
        }
        if (first) LogOpened(reason, breakDuration.TotalSeconds);
        else LogStillOpen(reason, breakDuration.TotalSeconds);
    }

    private bool IsPausing => _state == State.Open && time.GetElapsedTime(_openedAt) < breakDuration;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Reason} It is left alone for {Seconds:0.#} s at a time; what it stores is fetched from the provider meanwhile")]
    private partial void LogOpened(string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Reason} It is left alone for another {Seconds:0.#} s")]
    private partial void LogStillOpen(string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database answers again, after {Seconds:0.#} s")]
    private partial void LogClosed(double seconds);
}
