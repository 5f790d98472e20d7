using Microsoft.Extensions.Logging;
using Technic.Core.Storage;

namespace Technic.Embedded.Sqlite;

/// <summary>
/// Prunes the file of a store once a day, in the background: old replays, and the excess over the size limit. It uses its own connection
/// and short transactions, so that no scan waits for it. The time of the last run is in the file, so that it is once a day for all
/// processes.
/// </summary>
internal sealed partial class SqliteMaintenance(SqliteFile file, SqliteHistoryStoreOptions options, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private long? _begunAt;

    /// <summary>Starts the maintenance in the background, unless this process did so within a day.</summary>
    public void StartWhenDue()
    {
        if (options.KeepBytes is null && options.ReplayLife is null) return;
        lock (_gate)
        {
            if (_stop.IsCancellationRequested || !_running.IsCompleted) return;
            if (_begunAt is { } then && time.GetElapsedTime(then) < Interval) return;
            _begunAt = time.GetTimestamp();
            _running = Task.Run(Run);
        }
    }

    /// <summary>Returns when the started maintenance has ended.</summary>
    internal Task EndAsync()
    {
        lock (_gate) return _running;
    }

    /// <summary>Ends the maintenance after its current transaction.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate) _stop.Cancel();
        await EndAsync().ConfigureAwait(false);
    }

    private void Run()
    {
        try
        {
            using var session = file.Open();
            var connection = session.Connection;
            var now = time.GetUtcNow();
            var last = connection.Scalar<long>("SELECT coalesce(max(fetched_at), 0) FROM document WHERE source = '' AND name = 'pruned'");
            if (now.UtcTicks - last < Interval.Ticks) return;
            Prune(session);
            connection.Execute(
                """
                INSERT INTO document (source, name, fetched_at, payload) VALUES ('', 'pruned', @now, x'')
                ON CONFLICT (source, name) DO UPDATE SET fetched_at = excluded.fetched_at
                """, ("@now", now.UtcTicks));
        }
        catch (OperationCanceledException)
        {
            // The process ends; the next one continues.
        }
        catch (Exception problem)
        {
            // The lanes meet the same failure and handle it.
            LogFailed((problem as HistoryStoreException)?.Message ?? SqliteProblem.Describe(problem, file.Path));
        }
    }

    private void Prune(SqliteSession session)
    {
        var (replays, rest) = (0L, 0L);
        var before = file.Bytes;
        if (options.ReplayLife is { } life)
        {
            var rules = new PruneRules { ReplayAge = life, RemovesSuperseded = false };
            replays = SqlitePruner.Prune(session.Connection, rules, time.GetUtcNow(), _stop.Token).Keys;
        }
        if (options.KeepBytes is { } limit)
        {
            var rules = new PruneRules { ReplayAge = options.ReplayLife ?? TimeSpan.MaxValue, MaxBytes = limit };
            rest = SqlitePruner.Prune(session.Connection, rules, time.GetUtcNow(), _stop.Token).Keys;
        }
        SqlitePruner.ReleaseFreePages(session.Connection, _stop.Token);
        if (replays + rest > 0) LogPruned(replays, rest, before / 1e6, file.Bytes / 1e6);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The price store was pruned: {Replays} old replays, {Others} other histories; {Before:F1} MB, now {After:F1} MB")]
    private partial void LogPruned(long replays, long others, double before, double after);

    [LoggerMessage(Level = LogLevel.Information, Message = "The price store was not pruned today: {Reason}")]
    private partial void LogFailed(string reason);
}
