using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Technic.Embedded.Sqlite;

/// <summary>One open connection to the file of the store; used by one thread at a time.</summary>
/// <param name="connection">Open, with this program's schema.</param>
/// <param name="identity">The id of the file, created with it.</param>
/// <param name="epoch">The number of files set aside before this one was opened.</param>
internal sealed class SqliteSession(SqliteConnection connection, string identity, long epoch) : IDisposable
{
    private HistoryReader? _histories;

    public SqliteConnection Connection => connection;

    public string Identity => identity;

    public long Epoch => epoch;

    /// <summary>Damage that did not stop the work in this session; the file is set aside after it.</summary>
    public SqliteException? Damage { get; set; }

    public HistoryReader HistoriesOf(string source) => _histories ??= new HistoryReader(connection, source);

    /// <summary>Closes a healthy file: the last connection merges the write-ahead log into it.</summary>
    public void Dispose()
    {
        _histories?.Dispose();
        CheckpointOnClose(connection, true);
        connection.Dispose();
    }

    /// <summary>Closes the file and leaves all its bytes unchanged.</summary>
    public void Abandon()
    {
        _histories?.Dispose();
        CheckpointOnClose(connection, false);
        connection.Dispose();
    }

    public static void CheckpointOnClose(SqliteConnection connection, bool wanted) =>
        _ = raw.sqlite3_db_config(connection.Handle!, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wanted ? 0 : 1, out _);
}
