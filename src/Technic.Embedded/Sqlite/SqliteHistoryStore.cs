using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Core.Storage;

namespace Technic.Embedded.Sqlite;

/// <summary>
/// L2 in one SQLite file that several processes may share. It is opened on first use, and none of its failures is fatal: a failed read is
/// <see cref="StoreOutcome.Unavailable"/>, a failed write throws one sentence, a damaged file is set aside and a new one created.
/// docs/store.md describes the file, the payload and each kind of failure. The lists and watches of the user are in another file beside it.
/// </summary>
public sealed partial class SqliteHistoryStore : IHistoryStore, IHistoryStoreAdmin, IDocumentStore, IUserDataStore, IAsyncDisposable
{
    /// <summary>The name of the file in the data folder.</summary>
    public const string FileName = "technic.db";

    /// <summary>After this number of keys on damaged pages a read skips its other keys.</summary>
    private const int MaxDamagedKeys = 100;

    /// <summary>The names of whole-market days as an SQL pattern.</summary>
    private const string AnyDay = MarketArchive.DayPrefix + "%";

    private readonly string _source;
    private readonly ILogger<SqliteHistoryStore> _logger;
    private readonly SqliteFile _file;
    private readonly SqliteLane _reads;
    private readonly SqliteLane _moreReads;
    private readonly SqliteLane _writes;
    private readonly SqliteLane[] _lanes;
    private readonly SqliteMaintenance _maintenance;
    private readonly SqliteUserData _userData;
    private readonly TimeProvider _time;
    private readonly LogThrottle _unavailable;
    private readonly LogThrottle _unreadable;

    // The unreadable rows, by key, with the time in their column: that time may be wrong too, and must not prevent a replacement.
    private readonly ConcurrentDictionary<PriceHistoryKey, long> _toReplace = new();

    /// <param name="folder">The data folder; created if it is missing.</param>
    /// <param name="source">The name of the price source (<see cref="IPriceSource.Name"/>); only its histories and documents are
    /// read.</param>
    /// <param name="time">The clock for pauses and file names.</param>
    /// <param name="logger">The log of failures, at most one message a minute for each kind.</param>
    /// <param name="options">Limits; <c>null</c> for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public SqliteHistoryStore(
        string folder, string source, TimeProvider time, ILogger<SqliteHistoryStore> logger, SqliteHistoryStoreOptions? options = null)
    {
        options ??= new SqliteHistoryStoreOptions();
        if (options.KeepBytes is { } keep) ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1, nameof(options));
        if (options.ReplayLife is { } life) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero, nameof(options));
        _source = source;
        _logger = logger;
        _file = new SqliteFile(Path.Combine(Path.GetFullPath(folder), FileName), options, time, logger);
        _reads = new SqliteLane(_file, options.PauseAfterFailure, time, logger);
        _moreReads = new SqliteLane(_file, options.PauseAfterFailure, time, logger);
        _writes = new SqliteLane(_file, options.PauseAfterFailure, time, logger);
        foreach (var lane in _lanes = [_reads, _moreReads, _writes]) lane.Lanes = _lanes;
        _maintenance = new SqliteMaintenance(_file, options, time, logger);
        _userData = new SqliteUserData(folder, options.BusyTimeout);
        _time = time;
        _unavailable = new LogThrottle(time);
        _unreadable = new LogThrottle(time);
    }

    /// <summary>
    /// The default data folder: <c>technic</c> in the user's data folder, which is <c>$XDG_DATA_HOME</c> or
    /// <c>~/.local/share</c> on Linux, <c>~/Library/Application Support</c> on macOS, <c>%LOCALAPPDATA%</c> on Windows.
    /// </summary>
    public static string DefaultFolder
    {
        get
        {
            var data = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "technic");
        }
    }

    /// <summary>The file's full path.</summary>
    public string FilePath => _file.Path;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoreRead>> ReadAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0) return [];
        try
        {
            // A scan asks for two batches at a time: reading and decoding them takes most of its time.
            var lane = _reads.IsBusy ? _moreReads : _reads;
            return await lane.RunAsync(session => Read(session, keys, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            if (_unavailable.TryPass(keys.Count, out var total)) LogUnavailable(total, problem.Message);
            var answers = new StoreRead[keys.Count];
            Array.Fill(answers, StoreRead.Unavailable);
            return answers;
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(IReadOnlyList<PriceHistory> histories, CancellationToken cancellationToken)
    {
        if (histories.Count == 0) return;
        await _writes.RunAsync(session => Write(session, histories, cancellationToken), cancellationToken).ConfigureAwait(false);
        _maintenance.StartWhenDue();
    }

    /// <inheritdoc/>
    public Task<StoreInfo> InfoAsync(CancellationToken cancellationToken) => _reads.RunAsync(Info, cancellationToken);

    /// <summary>Returns the number of whole-market days of each source that has any. It reads names only, and no payload.</summary>
    /// <exception cref="HistoryStoreException">The store failed.</exception>
    public Task<IReadOnlyList<KeyValuePair<string, long>>> DaysBySourceAsync(CancellationToken cancellationToken) =>
        _reads.RunAsync(DaysBySource, cancellationToken);

    /// <inheritdoc/>
    public async Task<StoreRemoval> ClearAsync(string? source, CancellationToken cancellationToken)
    {
        // Another active connection would prevent the compaction of the file.
        await _maintenance.EndAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await _writes.RunAsync(session => Clear(session, source), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<StorePruning> PruneAsync(PruneRules rules, CancellationToken cancellationToken)
    {
        await _maintenance.EndAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await _writes.RunAsync(session => Prune(session, rules, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<DocumentRead> ReadDocumentAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await _reads.RunAsync(session => ReadDocument(session, name), cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            if (_unavailable.TryPass(1, out var total)) LogUnavailable(total, problem.Message);
            return DocumentRead.Unavailable;
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken) =>
        await _writes.RunAsync(session => WriteDocument(session, name, document), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DeleteDocumentAsync(string name, CancellationToken cancellationToken) =>
        await _writes.RunAsync(session => DeleteDocument(session, name), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DocumentEntry>?> ListDocumentsAsync(string prefix, CancellationToken cancellationToken)
    {
        try
        {
            return await _reads.RunAsync(session => ListDocuments(session, prefix), cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            if (_unavailable.TryPass(1, out var total)) LogUnavailable(total, problem.Message);
            return null;
        }
    }

    ValueTask<IReadOnlyList<UserRecord>> IUserDataStore.ListAsync(string kind, CancellationToken cancellationToken) =>
        _userData.ListAsync(kind, cancellationToken);

    ValueTask<IReadOnlyList<string>> IUserDataStore.ListNamesAsync(string kind, CancellationToken cancellationToken) =>
        _userData.ListNamesAsync(kind, cancellationToken);

    ValueTask<byte[]?> IUserDataStore.ReadAsync(string kind, string name, CancellationToken cancellationToken) =>
        _userData.ReadAsync(kind, name, cancellationToken);

    ValueTask<bool> IUserDataStore.ChangeAsync(
        string kind, string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken) =>
        _userData.ChangeAsync(kind, name, change, cancellationToken);

    /// <summary>Returns when a running background maintenance has ended.</summary>
    internal Task MaintenanceAsync() => _maintenance.EndAsync();

    /// <summary>Waits for operations in progress, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _maintenance.DisposeAsync().ConfigureAwait(false);
        foreach (var lane in _lanes) await lane.DisposeAsync().ConfigureAwait(false);
    }

    private StoreRead[] Read(SqliteSession session, IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken)
    {
        var histories = session.HistoriesOf(_source);
        using var snapshot = session.Connection.BeginTransaction(deferred: true);
        var answers = new StoreRead[keys.Count];
        var damagedKeys = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                answers[i] = histories.Read(keys[i], out var unreadable);
                if (answers[i].Outcome == StoreOutcome.Damaged) Replace(unreadable);
            }
            catch (SqliteException damage) when (damage.IsDamage())
            {
                // Damage affects only the keys on that page; the others are intact, and their requests need not be repeated.
                session.Damage = damage;
                answers[i] = StoreRead.Damaged;
                if (++damagedKeys < MaxDamagedKeys) continue;
                answers.AsSpan(i + 1).Fill(StoreRead.Damaged);
                break;
            }
        }
        return answers;
    }

    private void Replace(UnreadableRow row)
    {
        _toReplace[row.Key] = row.FetchedAtTicks;
        if (_unreadable.TryPass(1, out var total)) LogUnreadable(total, row.Key, row.Defect);
    }

    private int Write(SqliteSession session, IReadOnlyList<PriceHistory> histories, CancellationToken cancellationToken)
    {
        using var transaction = session.Connection.BeginTransaction(deferred: false);
        using var upsert = session.Connection.Command(
            """
            INSERT INTO history (source, key, fetched_at, bars, payload) VALUES (@source, @key, @fetchedAt, @bars, @payload)
            ON CONFLICT (source, key) DO UPDATE SET fetched_at = excluded.fetched_at, bars = excluded.bars, payload = excluded.payload
            WHERE excluded.fetched_at >= history.fetched_at
            """);
        var source = upsert.Parameters.Add("@source", SqliteType.Text);
        var key = upsert.Parameters.Add("@key", SqliteType.Text);
        var fetchedAt = upsert.Parameters.Add("@fetchedAt", SqliteType.Integer);
        var bars = upsert.Parameters.Add("@bars", SqliteType.Integer);
        var payload = upsert.Parameters.Add("@payload", SqliteType.Blob);
        foreach (var history in histories)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RemoveUnreadable(session, history.Key);
            source.Value = history.Source;
            key.Value = history.Key.ToString();
            fetchedAt.Value = history.FetchedAt.UtcTicks;
            bars.Value = history.Bars.Count;
            payload.Value = PriceHistoryCodec.Encode(history);
            upsert.ExecuteNonQuery();
        }
        transaction.Commit();
        foreach (var history in histories) _toReplace.TryRemove(history.Key, out _);
        return histories.Count;
    }

    private void RemoveUnreadable(SqliteSession session, PriceHistoryKey key)
    {
        if (_toReplace.IsEmpty || !_toReplace.TryGetValue(key, out var fetchedAtTicks)) return;
        session.Connection.Execute(
            "DELETE FROM history WHERE source = @source AND key = @key AND fetched_at = @fetchedAt",
            ("@source", _source), ("@key", key.ToString()), ("@fetchedAt", fetchedAtTicks));
    }

    private StoreInfo Info(SqliteSession session)
    {
        using var query = session.Connection.Command(
            """
            SELECT source, sum(keys), sum(bars), sum(bytes), min(fetched_at), max(fetched_at), sum(days) FROM (
              SELECT source, 1 AS keys, bars, length(payload) AS bytes, fetched_at, 0 AS days FROM history
              UNION ALL
              SELECT source, 0, 0, length(payload), fetched_at, 1 FROM document WHERE name LIKE @day
            ) GROUP BY source ORDER BY source
            """, ("@day", AnyDay));
        using var row = query.ExecuteReader();
        var sources = new List<StoredSource>();
        while (row.Read())
        {
            sources.Add(new StoredSource(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), Instant(row.GetInt64(4)), Instant(row.GetInt64(5)),
                row.GetInt64(6)));
        }
        return new StoreInfo(_file.Path, _file.Bytes, sources);
    }

    private static IReadOnlyList<KeyValuePair<string, long>> DaysBySource(SqliteSession session)
    {
        using var query = session.Connection.Command(
            "SELECT source, count(*) FROM document WHERE name LIKE @day GROUP BY source", ("@day", AnyDay));
        using var row = query.ExecuteReader();
        var days = new List<KeyValuePair<string, long>>();
        while (row.Read()) days.Add(new(row.GetString(0), row.GetInt64(1)));
        return days;
    }

    private StoreRemoval Clear(SqliteSession session, string? source)
    {
        StoreRemoval removed;
        using (var transaction = session.Connection.BeginTransaction(deferred: false))
        {
            var keys = session.Connection.Execute("DELETE FROM history WHERE @source IS NULL OR source = @source", ("@source", source));
            var days = session.Connection.Execute(
                "DELETE FROM document WHERE name LIKE @day AND (@source IS NULL OR source = @source)",
                ("@day", AnyDay), ("@source", source));
            removed = new StoreRemoval(keys, days);
            session.Connection.Execute("DELETE FROM document WHERE @source IS NULL OR source = @source", ("@source", source));
            transaction.Commit();
        }
        _toReplace.Clear();
        GiveSpaceBack(session);
        return removed;
    }

    private StorePruning Prune(SqliteSession session, PruneRules rules, CancellationToken cancellationToken)
    {
        var before = _file.Bytes;
        var pruned = SqlitePruner.Prune(session.Connection, rules, _time.GetUtcNow(), cancellationToken);
        if (rules.IsDryRun) return pruned with { BytesBefore = before };
        GiveSpaceBack(session);
        return pruned with { BytesBefore = before, BytesAfter = _file.Bytes };
    }

    private void GiveSpaceBack(SqliteSession session)
    {
        try
        {
            session.Connection.Execute("PRAGMA auto_vacuum = INCREMENTAL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException problem) when (!problem.IsDamage())
        {
            // The rows are removed in any case; new rows use their space before the file grows.
            LogNotCompacted(SqliteProblem.Describe(problem, _file.Path));
        }
    }

    private DocumentRead ReadDocument(SqliteSession session, string name)
    {
        using var query = session.Connection.Command(
            "SELECT payload, fetched_at FROM document WHERE source = @source AND name = @name", ("@source", _source), ("@name", name));
        using var row = query.ExecuteReader();
        if (!row.Read()) return DocumentRead.Missing;
        return DocumentRead.Found(new StoredDocument(row.GetFieldValue<byte[]>(0), Instant(row.GetInt64(1))));
    }

    private List<DocumentEntry> ListDocuments(SqliteSession session, string prefix)
    {
        // With these bounds SQLite searches its index; every ASCII name with the prefix is below the upper one.
        using var query = session.Connection.Command(
            "SELECT name, fetched_at FROM document WHERE source = @source AND name >= @from AND name < @to ORDER BY name",
            ("@source", _source), ("@from", prefix), ("@to", prefix + '\x7F'));
        using var row = query.ExecuteReader();
        var entries = new List<DocumentEntry>();
        while (row.Read()) entries.Add(new DocumentEntry(row.GetString(0), Instant(row.GetInt64(1))));
        return entries;
    }

    private int WriteDocument(SqliteSession session, string name, StoredDocument document) => session.Connection.Execute(
        """
        INSERT INTO document (source, name, fetched_at, payload) VALUES (@source, @name, @fetchedAt, @payload)
        ON CONFLICT (source, name) DO UPDATE SET fetched_at = excluded.fetched_at, payload = excluded.payload
        WHERE excluded.fetched_at >= document.fetched_at
        """,
        ("@source", _source), ("@name", name), ("@fetchedAt", document.FetchedAt.UtcTicks), ("@payload", document.Payload.ToArray()));

    private int DeleteDocument(SqliteSession session, string name) => session.Connection.Execute(
        "DELETE FROM document WHERE source = @source AND name = @name", ("@source", _source), ("@name", name));

    /// <summary>The time of a column, limited to the range of the calendar.</summary>
    internal static DateTimeOffset Instant(long utcTicks) => new(Math.Clamp(utcTicks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed reads of the price store: {Reads}. {Reason}")]
    private partial void LogUnavailable(long reads, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Unreadable stored histories, which are fetched again: {Rows}; the last one is {Key} ({Defect})")]
    private partial void LogUnreadable(long rows, PriceHistoryKey key, PayloadDefect defect);

    [LoggerMessage(Level = LogLevel.Information, Message = "The price store was pruned, but its file was not compacted: {Reason}")]
    private partial void LogNotCompacted(string reason);
}
