using System.Diagnostics;
using System.Globalization;
using Orleans.Storage;
using Technic.Cluster.Client;
using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Cluster.Postgres;

/// <summary>
/// A grain storage for many grains of one kind: each grain owns its state and version, but the reads of many grains become one query and
/// their writes one statement. It works on the rows of Orleans' ADO.NET provider, and either reads what the other wrote. Grains have text
/// keys that the ADO.NET provider does not take for a number (<c>AAPL_90_daily</c>).
/// </summary>
/// <remarks>
/// Every operation throws <see cref="HistoryStoreException"/> when the database does not respond, at once while the circuit breaker is
/// open.
/// </remarks>
public sealed class BatchingPostgresStorage : IGrainStorage, IAsyncDisposable
{
    /// <summary>The payloads of one statement together, in bytes; a thousand histories of a year are a third of it.</summary>
    private const long MaxWriteBytes = 32 * 1024 * 1024;

    // Not disposed: it belongs to the process.
    private static readonly ActivitySource Traces = new(CacheCounters.MeterName);

    private readonly GrainStateTable _table;
    private readonly StoreGate _gate;
    private readonly IGrainStorageSerializer _serializer;
    private readonly BatchPump<PendingRead> _reads;
    private readonly BatchPump<PendingWrite> _writes;

    /// <param name="table">The rows.</param>
    /// <param name="options">The sizes of batches.</param>
    /// <param name="gate">Every statement passes through it.</param>
    /// <param name="serializer">What the states are stored as.</param>
    internal BatchingPostgresStorage(GrainStateTable table, PostgresOptions options, StoreGate gate, IGrainStorageSerializer serializer)
    {
        (_table, _gate, _serializer) = (table, gate, serializer);
        _reads = new BatchPump<PendingRead>(options.ReadBatch, options.ReadsInFlight, static (_, _) => true, ReadBatchAsync);
        _writes = new BatchPump<PendingWrite>(options.WriteBatch, options.WritesInFlight, Fits, WriteBatchAsync);
    }

    private sealed class PendingRead(RowKey row, CancellationToken cancellationToken)
        : TaskCompletionSource<GrainStateTable.Row?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RowKey Row => row;

        /// <summary>The trace of the caller.</summary>
        public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

        public bool IsCancelled => cancellationToken.IsCancellationRequested;
    }

    private sealed class PendingWrite(RowKey row, int? version, byte[] payload)
        : TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RowKey Row => row;

        public GrainStateTable.Change Change => new(row.Key, version, payload);
    }

    private readonly record struct RowKey(string StateName, string Key)
    {
        // A text with '_' is neither a number nor a GUID in any notation, so that the ADO.NET provider too keeps it as a text.
        public static RowKey Of(string stateName, GrainId grainId)
        {
            var key = grainId.Key.ToString()!;
            return key.Contains('_')
                ? new RowKey(stateName, key)
                : throw new ArgumentException($"'{key}' could be read as a number. Use a key with '_'.", nameof(grainId));
        }
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var read = new PendingRead(RowKey.Of(stateName, grainId), cancellationToken);
        if (!_reads.TryAdd(read)) throw Closed();
        var row = await read.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        grainState.RecordExists = row?.Payload is not null;
        grainState.State = row?.Payload is { } payload
            ? _serializer.Deserialize<T>(new BinaryData(payload))
            : Activator.CreateInstance<T>();
        grainState.ETag = row?.Version.ToString(CultureInfo.InvariantCulture);
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var row = RowKey.Of(stateName, grainId);
        var payload = _serializer.Serialize(grainState.State).ToArray();
        var write = new PendingWrite(row, VersionOf(grainState.ETag), payload);
        if (!_writes.TryAdd(write)) throw Closed();
        var version = await write.Task.WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw Conflict(row.Key, grainState.ETag);
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var row = RowKey.Of(stateName, grainId);
        if (VersionOf(grainState.ETag) is not { } known)
        {
            await ReadStateAsync(stateName, grainId, grainState, cancellationToken).ConfigureAwait(false);
            if (!grainState.RecordExists) return;
            known = VersionOf(grainState.ETag)!.Value;
        }
        var clearing = _gate.WriteAsync(() => _table.ClearAsync(stateName, row.Key, known, CancellationToken.None));
        var version = await clearing.WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw Conflict(row.Key, grainState.ETag);
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = false;
    }

    /// <summary>Works off what is queued.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync().ConfigureAwait(false);
        await _reads.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReadBatchAsync(IReadOnlyList<PendingRead> batch)
    {
        foreach (var reads in batch.GroupBy(read => read.Row.StateName))
        {
            try
            {
                string[] keys = [.. reads.Where(read => !read.IsCancelled).Select(read => read.Row.Key).Distinct(StringComparer.Ordinal)];
                if (keys.Length == 0) continue;
                using var trace = TraceOf(reads, keys.Length);
                var rows = await _gate.ReadAsync(() => _table.ReadAsync(reads.Key, keys, CancellationToken.None)).ConfigureAwait(false);
                foreach (var read in reads) read.TrySetResult(rows.TryGetValue(read.Row.Key, out var row) ? row : null);
            }
            catch (Exception problem)
            {
                foreach (var read in reads) read.TrySetException(problem);
            }
        }
    }

    private async Task WriteBatchAsync(IReadOnlyList<PendingWrite> batch)
    {
        foreach (var writes in batch.GroupBy(write => write.Row.StateName))
        {
            try
            {
                GrainStateTable.Change[] changes =
                    [.. writes.Select(write => write.Change).OrderBy(change => change.Key, StringComparer.Ordinal)];
                var versions = await _gate.WriteAsync(
                    () => _table.WriteAsync(writes.Key, changes, CancellationToken.None)).ConfigureAwait(false);
                foreach (var write in writes) write.TrySetResult(versions.TryGetValue(write.Row.Key, out var version) ? version : null);
            }
            catch (Exception problem)
            {
                foreach (var write in writes) write.TrySetException(problem);
            }
        }
    }

    /// <summary>The span of a query. It belongs to the trace of its first caller and is linked to those of the others.</summary>
    private static Activity? TraceOf(IEnumerable<PendingRead> reads, int keys)
    {
        if (!Traces.HasListeners()) return null;
        var callers = reads.Select(read => read.Trace).Where(trace => trace.TraceId != default).Distinct().ToArray();
        if (callers.Length == 0) return null;
        return Traces.StartActivity(
            "technic.store.read", ActivityKind.Internal, callers[0], tags: [new("technic.store.rows", keys)],
            links: callers.Skip(1).Select(caller => new ActivityLink(caller)));
    }

    /// <summary>One statement writes a row once, and not more than the server takes in one go.</summary>
    private static bool Fits(IReadOnlyList<PendingWrite> batch, PendingWrite next)
    {
        var bytes = next.Change.Payload.LongLength;
        foreach (var write in batch)
        {
            if (write.Row == next.Row) return false;
            bytes += write.Change.Payload.LongLength;
        }
        return bytes <= MaxWriteBytes;
    }

    private static int? VersionOf(string? etag) => string.IsNullOrEmpty(etag) ? null : int.Parse(etag, CultureInfo.InvariantCulture);

    private static HistoryStoreException Closed() => new("This silo is stopping and sends no more requests to the database.");

    private static InconsistentStateException Conflict(string key, string? etag) =>
        new($"{key}: the stored state has another version than {etag ?? "none"}, because another activation has written it.");
}
