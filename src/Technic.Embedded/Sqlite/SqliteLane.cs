using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Technic.Core.Storage;

namespace Technic.Embedded.Sqlite;

/// <summary>
/// One connection and its queue. SQLite's calls block, so each runs on a pool thread, one at a time; a store has a few lanes for reads
/// and one for writes, and never blocks more threads than these. After a failure the lane returns the same failure at once for a while, so
/// that callers do not wait for a lock one after the other.
/// </summary>
internal sealed partial class SqliteLane(SqliteFile file, TimeSpan pause, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    // All of these belong to the current holder of the semaphore.
    private SqliteSession? _session;
    private (long At, HistoryStoreException Problem)? _failure;
    private bool _closed;

    /// <summary>The lanes of the store, this one included: all must release a file that was, or will be, replaced.</summary>
    public IReadOnlyList<SqliteLane> Lanes { get; set; } = [];

    /// <summary>Whether work would have to wait for other work.</summary>
    public bool IsBusy => _turn.CurrentCount == 0;

    /// <summary>Runs work with the connection. A caller that cancels returns at once; the work runs to its end.</summary>
    /// <exception cref="HistoryStoreException">It failed; the message is one sentence.</exception>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var running = Task.Run(
            () =>
            {
                try { return Run(work); }
                finally { _turn.Release(); }
            },
            CancellationToken.None);
        return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _closed = true;
            _session?.Dispose();
            _session = null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private T Run<T>(Func<SqliteSession, T> work)
    {
        if (_closed) throw new HistoryStoreException($"The price store {file.Path} is closed.");
        if (_failure is { } before && time.GetElapsedTime(before.At) < pause) throw Again(before.Problem);
        try
        {
            return RunOrBeginAnew(work);
        }
        catch (OperationCanceledException)
        {
            throw;
        }
        catch (Exception problem)
        {
            throw Failed(problem);
        }
    }

    private T RunOrBeginAnew<T>(Func<SqliteSession, T> work)
    {
        try
        {
            var result = work(Session());
            if (_session is { Damage: { } damage }) SetAsideAfterwards(damage);
            return result;
        }
        catch (SqliteException damage) when (damage.IsDamage())
        {
            SetAside(damage);
            return work(Session());
        }
    }

    private SqliteSession Session()
    {
        if (_session is not null && !file.IsCurrent(_session))
        {
            Abandon();
            ReleaseOthers();
        }
        return _session ??= file.Open();
    }

    private void SetAside(SqliteException damage)
    {
        var identity = _session?.Identity;
        Abandon();
        ReleaseOthers();
        file.SetAside(identity, damage);
    }

    private void ReleaseOthers()
    {
        foreach (var lane in Lanes)
        {
            if (lane != this) lane.Release();
        }
    }

    /// <summary>Closes the connection, unless it is in use: in that case the next operation detects that the file was set aside.</summary>
    private void Release()
    {
        if (!_turn.Wait(0)) return;
        try { Abandon(); }
        finally { _turn.Release(); }
    }

    /// <summary>Sets the file aside after successful work; a failure to do so is only logged.</summary>
    private void SetAsideAfterwards(SqliteException damage)
    {
        try
        {
            SetAside(damage);
        }
        catch (Exception problem)
        {
            LogNotSetAside(Failed(problem).Message);
        }
    }

    private HistoryStoreException Failed(Exception problem)
    {
        Abandon();
        var failure = problem as HistoryStoreException ?? new HistoryStoreException(SqliteProblem.Describe(problem, file.Path), problem)
        {
            IsTransient = SqliteProblem.IsTransient(problem),
        };
        _failure = (time.GetTimestamp(), failure);
        return failure;
    }

    private static HistoryStoreException Again(HistoryStoreException problem) => new(problem.Message) { IsTransient = problem.IsTransient };

    private void Abandon()
    {
        _session?.Abandon();
        _session = null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A damaged price store could not be set aside: {Reason}")]
    private partial void LogNotSetAside(string reason);
}
