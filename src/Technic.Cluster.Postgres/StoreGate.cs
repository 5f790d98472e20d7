using System.Collections.Concurrent;
using Orleans.Storage;
using Technic.Cluster.Client;
using Technic.Core.Storage;

namespace Technic.Cluster.Postgres;

/// <summary>
/// The one way from grain storages to the database: the circuit breaker stands before it, and a statement that takes too long is abandoned.
/// Orleans' ADO.NET provider passes no cancellation token, and the driver takes three times as long to cancel a statement on a server that
/// hangs.
/// </summary>
internal sealed class StoreGate(
    PostgresDatabase database, PostgresOptions options, StoreBreaker breaker, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, bool> _abandoned = new();
    private WritePause? _writePause;

    /// <summary>A refusal that concerns writes alone, as a full disk does: reads go on.</summary>
    private sealed record WritePause(long Since, HistoryStoreException Reason);

    private TimeSpan WriteLimit { get; } = options.WriteTimeout > database.CommandTimeout ? options.WriteTimeout : database.CommandTimeout;

    /// <summary>Runs a statement that reads.</summary>
    /// <exception cref="HistoryStoreException">The database did not respond, or not as expected.</exception>
    public Task<T> ReadAsync<T>(Func<Task<T>> statement) => RunAsync(statement, isWrite: false);

    /// <summary>Runs a statement that writes.</summary>
    /// <exception cref="HistoryStoreException">
    /// The database did not respond, or not as expected; whether it was written is then unknown.
    /// </exception>
    public async Task<T> WriteAsync<T>(Func<Task<T>> statement)
    {
        if (Volatile.Read(ref _writePause) is { } pause && time.GetElapsedTime(pause.Since) < options.BreakDuration) throw pause.Reason;
        return await RunAsync(statement, isWrite: true).ConfigureAwait(false);
    }

    /// <summary>Waits until the driver has released what was abandoned.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_abandoned.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<T> RunAsync<T>(Func<Task<T>> statement, bool isWrite)
    {
        if (!breaker.TryEnter(out var entry)) throw new HistoryStoreException(breaker.LastFailure ?? "The database is checked at present.");
        var limit = isWrite ? WriteLimit : database.CommandTimeout;
        try
        {
            var answer = await RunInTimeAsync(database.RunAsync(statement), limit).ConfigureAwait(false);
            breaker.Succeeded(entry);
            return answer;
        }
        catch (InconsistentStateException)
        {
            // The database responded: another activation has written the row.
            breaker.Succeeded(entry);
            throw;
        }
        catch (Exception problem)
        {
            var meaning = PostgresProblem.Of(problem, database, limit);
            var failure = new HistoryStoreException(meaning.Sentence, problem);
            if (!meaning.IsExpected)
            {
                breaker.Failed(entry, meaning.Sentence);
                throw;
            }
            if (isWrite && meaning.Failure != PostgresFailure.Unreachable)
            {
                breaker.Succeeded(entry);
                Volatile.Write(ref _writePause, new WritePause(time.GetTimestamp(), failure));
            }
            else
            {
                breaker.Failed(entry, meaning.Sentence);
            }
            throw failure;
        }
    }

    // These are real seconds, as the driver's are.
    private async Task<T> RunInTimeAsync<T>(Task<T> statement, TimeSpan limit)
    {
        try
        {
            return await statement.WaitAsync(limit, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!statement.IsCompleted)
        {
            _abandoned[statement] = true;
            _ = ForgetAsync(statement);
            throw;
        }
    }

    private async Task ForgetAsync(Task abandoned)
    {
        await abandoned.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _abandoned.TryRemove(abandoned, out _);
    }
}
