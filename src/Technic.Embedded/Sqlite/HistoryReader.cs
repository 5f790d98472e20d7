using Microsoft.Data.Sqlite;
using SQLitePCL;
using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Embedded.Sqlite;

/// <summary>One row that could not be decoded.</summary>
/// <param name="Key">Its key.</param>
/// <param name="FetchedAtTicks">The value of its column, to distinguish it from a row written later.</param>
/// <param name="Defect">The reason.</param>
internal readonly record struct UnreadableRow(PriceHistoryKey Key, long FetchedAtTicks, PayloadDefect Defect);

/// <summary>
/// Reads histories by key with one prepared statement. It uses SQLite's API below ADO.NET: thousands of keys are read at once, and a
/// payload is decoded in SQLite's memory, without a copy.
/// </summary>
internal sealed class HistoryReader : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly string _source;

    /// <exception cref="SqliteException">The statement does not fit the schema of the file.</exception>
    public HistoryReader(SqliteConnection connection, string source)
    {
        _database = connection.Handle!;
        _source = source;
        Check(raw.sqlite3_prepare_v2(_database, "SELECT payload, fetched_at FROM history WHERE source = ?1 AND key = ?2", out _statement));
        Check(raw.sqlite3_bind_text(_statement, 1, source));
    }

    /// <summary>Reads one key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="unreadable">The row, when the result is <see cref="StoreOutcome.Damaged"/>.</param>
    /// <exception cref="SqliteException">SQLite reported an error.</exception>
    public StoreRead Read(in PriceHistoryKey key, out UnreadableRow unreadable)
    {
        unreadable = default;
        try
        {
            Check(raw.sqlite3_bind_text(_statement, 2, key.ToString()));
            var result = raw.sqlite3_step(_statement);
            if (result == raw.SQLITE_DONE) return StoreRead.Missing;
            Check(result);
            var payload = raw.sqlite3_column_blob(_statement, 0);
            if (PriceHistoryCodec.TryDecode(payload, key, out var history, out var defect) && history.Source == _source)
                return StoreRead.Found(history);
            unreadable = new UnreadableRow(key, raw.sqlite3_column_int64(_statement, 1), history is null ? defect : PayloadDefect.Damaged);
            return StoreRead.Damaged;
        }
        finally
        {
            // Repeats the error of the step, if there was one.
            _ = raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
