using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Storage;
using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Grains.Postgres;

/// <summary>
/// The grain storage of price histories: each grain owns its state and version, but the reads of many grains become one query and their
/// writes one statement. It works on the rows of Orleans' ADO.NET provider, and either reads what the other wrote. The state is
/// <see cref="PriceHistoryState"/> under the name of <see cref="HistoryTable.StateName"/>, a grain's key the text of a <see cref="PriceHistoryKey"/>.
/// </summary>
/// <remarks>Every operation throws <see cref="HistoryStoreException"/> when the database cannot be asked, at once while the breaker is open.</remarks>
public sealed class BatchingHistoryStorage : IGrainStorage, IAsyncDisposable
{
    /// <summary>The payloads of one statement together, in bytes; a thousand histories of a year are a third of it.</summary>
    private const long MaxWriteBytes = 32 * 1024 * 1024;

    private readonly HistoryTable _table;
    private readonly PostgresDatabase _database;
    private readonly PostgresOptions _options;
    private readonly StoreBreaker _breaker;
    private readonly TimeProvider _time;
    private readonly BatchPump<PendingRead> _reads;
    private readonly BatchPump<PendingWrite> _writes;
    private readonly ConcurrentDictionary<Task, bool> _abandoned = new();
    private WritePause? _writePause;

    public BatchingHistoryStorage(HistoryTable table, PostgresDatabase database, PostgresOptions options, StoreBreaker breaker, TimeProvider time)
    {
        _table = table;
        _database = database;
        _options = options;
        _breaker = breaker;
        _time = time;
        _reads = new BatchPump<PendingRead>(options.ReadBatch, options.ReadsInFlight, static (_, _) => true, ReadBatchAsync);
        _writes = new BatchPump<PendingWrite>(options.WriteBatch, options.WritesInFlight, Fits, WriteBatchAsync);
    }

    private sealed class PendingRead(string key, CancellationToken cancellationToken)
        : TaskCompletionSource<HistoryTable.Row?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Key => key;

        public bool IsGivenUp => cancellationToken.IsCancellationRequested;
    }

    private sealed class PendingWrite(string key, int? version, PriceHistoryState state)
        : TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Key => key;

        public int? Version => version;

        public PriceHistoryState Written => state;
    }

    /// <summary>A refusal that concerns writes alone, as a full disk does: reads go on.</summary>
    private sealed record WritePause(long Since, HistoryStoreException Reason);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var state = StateOf(stateName, grainState);
        var read = new PendingRead(KeyOf(grainId), cancellationToken);
        if (!_reads.TryAdd(read)) throw Closed();
        var row = await read.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        state.State = row?.Payload is { } payload ? new PriceHistoryState(payload) : new PriceHistoryState();
        state.ETag = row?.Version.ToString(CultureInfo.InvariantCulture);
        state.RecordExists = row?.Payload is not null;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var state = StateOf(stateName, grainState);
        var write = new PendingWrite(KeyOf(grainId), VersionOf(state.ETag), state.State ?? new PriceHistoryState());
        if (!_writes.TryAdd(write)) throw Closed();
        var version = await write.Task.WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw Conflict(write.Key, state.ETag);
        state.ETag = version.ToString(CultureInfo.InvariantCulture);
        state.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var state = StateOf(stateName, grainState);
        var key = KeyOf(grainId);
        if (VersionOf(state.ETag) is not { } known)
        {
            await ReadStateAsync(stateName, grainId, grainState, cancellationToken).ConfigureAwait(false);
            if (!state.RecordExists) return;
            known = VersionOf(state.ETag)!.Value;
        }
        var clearing = AskAsync(() => _table.ClearAsync(key, known, CancellationToken.None), writing: true);
        var version = await clearing.WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw Conflict(key, state.ETag);
        state.State = new PriceHistoryState();
        state.ETag = version.ToString(CultureInfo.InvariantCulture);
        state.RecordExists = false;
    }

    /// <summary>Works off what is queued, and waits for the driver to let go of what was given up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync().ConfigureAwait(false);
        await _reads.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_abandoned.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ReadBatchAsync(IReadOnlyList<PendingRead> batch)
    {
        try
        {
            string[] keys = [.. batch.Where(read => !read.IsGivenUp).Select(read => read.Key).Distinct(StringComparer.Ordinal)];
            if (keys.Length == 0) return;
            var rows = await AskAsync(() => _table.ReadAsync(keys, CancellationToken.None), writing: false).ConfigureAwait(false);
            foreach (var read in batch) read.TrySetResult(rows.TryGetValue(read.Key, out var row) ? row : null);
        }
        catch (Exception problem)
        {
            foreach (var read in batch) read.TrySetException(problem);
        }
    }

    private async Task WriteBatchAsync(IReadOnlyList<PendingWrite> batch)
    {
        try
        {
            if (Volatile.Read(ref _writePause) is { } pause && _time.GetElapsedTime(pause.Since) < _options.BreakDuration) throw pause.Reason;
            HistoryTable.Change[] changes =
            [
                .. batch.OrderBy(write => write.Key, StringComparer.Ordinal).Select(write => new HistoryTable.Change(write.Key, write.Version, write.Written.Payload)),
            ];
            var versions = await AskAsync(() => _table.WriteAsync(changes, CancellationToken.None), writing: true).ConfigureAwait(false);
            foreach (var write in batch) write.TrySetResult(versions.TryGetValue(write.Key, out var version) ? version : null);
        }
        catch (Exception problem)
        {
            foreach (var write in batch) write.TrySetException(problem);
        }
    }

    /// <summary>One statement writes a key once, and not more than the server takes in one go.</summary>
    private static bool Fits(IReadOnlyList<PendingWrite> batch, PendingWrite next)
    {
        var bytes = next.Written.Size;
        foreach (var write in batch)
        {
            if (write.Key == next.Key) return false;
            bytes += write.Written.Size;
        }
        return bytes <= MaxWriteBytes;
    }

    /// <exception cref="HistoryStoreException">The database was not asked, or did not answer as it should.</exception>
    private async Task<T> AskAsync<T>(Func<Task<T>> statement, bool writing)
    {
        if (!_breaker.TryEnter(out var entry)) throw new HistoryStoreException(_breaker.LastFailure!);
        var limit = writing ? _table.WriteLimit : _database.CommandTimeout;
        try
        {
            var answer = await RunInTimeAsync(_database.RunAsync(statement), limit).ConfigureAwait(false);
            _breaker.Succeeded(entry);
            return answer;
        }
        catch (Exception problem)
        {
            var meaning = PostgresProblem.Of(problem, _database, limit);
            var failure = new HistoryStoreException(meaning.Sentence, problem);
            if (!meaning.IsExpected)
            {
                _breaker.Failed(entry, meaning.Sentence);
                throw;
            }
            if (writing && meaning.Failure != PostgresFailure.Unreachable)
            {
                _breaker.Succeeded(entry);
                Volatile.Write(ref _writePause, new WritePause(_time.GetTimestamp(), failure));
            }
            else
            {
                _breaker.Failed(entry, meaning.Sentence);
            }
            throw failure;
        }
    }

    /// <summary>
    /// Gives a statement up in time. The driver does so too, but then tries to cancel it, which a hung server makes three times as long; that may end
    /// by itself. These are real seconds, as the driver's are.
    /// </summary>
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

    private IGrainState<PriceHistoryState> StateOf<T>(string stateName, IGrainState<T> grainState) =>
        stateName == _table.StateName && grainState is IGrainState<PriceHistoryState> state
            ? state
            : throw new ArgumentException($"This storage keeps the state '{_table.StateName}' of type {nameof(PriceHistoryState)} only, not '{stateName}' of type {typeof(T).Name}.");

    // A key with a '_' is not a number in any notation, so that the ADO.NET provider too keeps it as a text.
    private static string KeyOf(GrainId grainId)
    {
        var text = grainId.Key.ToString()!;
        return PriceHistoryKey.TryParse(text, out _) ? text : throw new ArgumentException($"Invalid key of a price history: '{text}'.", nameof(grainId));
    }

    private static int? VersionOf(string? etag) => string.IsNullOrEmpty(etag) ? null : int.Parse(etag, CultureInfo.InvariantCulture);

    private static HistoryStoreException Closed() => new("The database is not asked any more: this silo is stopping.");

    private static InconsistentStateException Conflict(string key, string? etag) =>
        new($"{key}: its stored history is no longer version {etag ?? "none"}, another activation has written it.");
}
