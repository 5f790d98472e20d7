using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Technic.Core.Storage;

namespace Technic.Embedded.Sqlite;

/// <summary>
/// The store's file: opening it, and setting a damaged one aside so that a new one can begin. Several processes may have it open.
/// Beside it, from the first damage on, lies a journal: one line for each file set aside. Whoever sets a file aside holds the journal
/// locked, so that two never do it at once; and whoever has the file open sees by the journal's length that it was replaced.
/// </summary>
internal sealed partial class SqliteFile
{
    private readonly SqliteHistoryStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _connectionString;
    private readonly string _journal;

    public SqliteFile(string path, SqliteHistoryStoreOptions options, TimeProvider time, ILogger logger)
    {
        Path = path;
        _journal = path + ".set-aside.log";
        _options = options;
        _time = time;
        _logger = logger;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            // A pooled connection would stay open behind our back, and a file that is open cannot be set aside everywhere.
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds)),
        }.ToString();
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>What the file and its write-ahead log occupy, in bytes.</summary>
    public long Bytes => Length(Path) + Length(Path + "-wal");

    /// <summary>Whether the path still leads to the file a session has open.</summary>
    public bool IsCurrent(SqliteSession session) => session.Epoch == Length(_journal) && File.Exists(Path);

    /// <summary>Opens the file; begins or upgrades it where that is needed.</summary>
    /// <exception cref="SqliteException">SQLite cannot open it.</exception>
    /// <exception cref="IOException">Its folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Its folder cannot be made.</exception>
    /// <exception cref="HistoryStoreException">It is of a newer version.</exception>
    public SqliteSession Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var epoch = Length(_journal);
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            SqliteSession.CheckpointOnClose(connection, false);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(long)_options.BusyTimeout.TotalMilliseconds}"));
            var version = SqliteSchema.VersionOf(connection);
            if (version < 0 || version > SqliteSchema.Version) throw NewerVersion(version);
            // Only before the first table: a file that exists already gets it when it is compacted.
            if (version == 0) connection.Execute("PRAGMA auto_vacuum = INCREMENTAL");
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
            if (_options.MaxFileBytes is { } limit)
            {
                var pages = Math.Max(1, limit / connection.Scalar<long>("PRAGMA page_size"));
                connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
            }
            if (version < SqliteSchema.Version) SqliteSchema.Upgrade(connection);
            return new SqliteSession(connection, connection.Scalar<string>("SELECT id FROM store"), epoch);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Moves a damaged file out of the way, with its write-ahead log, unless another process has done so already. Nothing is deleted.
    /// </summary>
    /// <param name="identity">The id of the file in which damage was met; <c>null</c> when it could not even be opened.</param>
    /// <param name="damage">What SQLite said.</param>
    /// <exception cref="IOException">The file cannot be moved, or another process is about it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be moved.</exception>
    /// <exception cref="SqliteException">The file cannot be looked at again.</exception>
    /// <exception cref="HistoryStoreException">Another process has begun a file of a newer version meanwhile.</exception>
    public void SetAside(string? identity, SqliteException damage)
    {
        using var journal = new FileStream(_journal, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        if (!IsStillDamaged(identity)) return;
        var now = _time.GetUtcNow();
        var aside = FreeName(string.Create(CultureInfo.InvariantCulture, $"{Path}.damaged-{now:yyyyMMdd'T'HHmmss'Z'}"));
        // The log goes first: one that stayed behind would be taken for the new file's.
        foreach (var part in (ReadOnlySpan<string>)["-wal", "-shm", ""])
        {
            if (File.Exists(Path + part)) File.Move(Path + part, aside + part);
        }
        journal.Seek(0, SeekOrigin.End);
        using var line = new StreamWriter(journal);
        line.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now:u} {System.IO.Path.GetFileName(aside)}: {damage.Message}"));
        LogSetAside(Path, damage.Message, aside);
    }

    private bool IsStillDamaged(string? identity)
    {
        try
        {
            var session = Open();
            session.Abandon();
            return session.Identity == identity;
        }
        catch (SqliteException problem) when (problem.IsDamage())
        {
            return true;
        }
    }

    private HistoryStoreException NewerVersion(long version) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The price store {Path} has layout {version} and this version of technic knows only layouts up to {SqliteSchema.Version}: update technic, or use another data folder."));

    private static string FreeName(string wanted)
    {
        var name = wanted;
        for (var i = 2; File.Exists(name) || File.Exists(name + "-wal"); i++) name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
        return name;
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The price store {Path} is damaged ({Reason}); it was set aside as {Aside}, and a new one begins")]
    private partial void LogSetAside(string path, string reason, string aside);
}
