using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Technic.Core.Storage;

namespace Technic.Embedded.Sqlite;

/// <summary>
/// The file of the store: opens it, and sets a damaged one aside so that a new one can be created. Several processes may have it open.
/// From the first damage on there is a journal beside it, with one line for each file set aside. A process that sets a file aside locks
/// the journal, so that two never do so at once; a process that has the file open detects by the journal's length that it was replaced.
/// </summary>
internal sealed partial class SqliteFile
{
    private readonly SqliteHistoryStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _connectionString;
    private readonly string _journal;

    // A connection is not opened while another one sets the file aside, and two do not do that at once; the journal does the same
    // between processes.
    private readonly Lock _replacing = new();

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
            // A pooled connection would stay open, and an open file cannot be set aside on every system.
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds)),
        }.ToString();
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The size of the file and its write-ahead log, in bytes.</summary>
    public long Bytes => Length(Path) + Length(Path + "-wal");

    /// <summary>Whether the path still refers to the file of a session.</summary>
    public bool IsCurrent(SqliteSession session) => session.Epoch == Length(_journal) && File.Exists(Path);

    /// <summary>Opens the file; creates or upgrades it if necessary.</summary>
    /// <exception cref="SqliteException">SQLite cannot open it.</exception>
    /// <exception cref="IOException">Its folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">Its folder cannot be created.</exception>
    /// <exception cref="HistoryStoreException">It has a newer version.</exception>
    public SqliteSession Open()
    {
        using var turn = _replacing.EnterScope();
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var epoch = Length(_journal);
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            SqliteSession.CheckpointOnClose(connection, false);
            var timeout = (long)_options.BusyTimeout.TotalMilliseconds;
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {timeout}"));
            var version = SqliteSchema.VersionOf(connection);
            if (version < 0 || version > SqliteSchema.Version) throw NewerVersion(version);
            // Effective only before the first table: an existing file gets it when it is compacted.
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
    /// Sets a damaged file aside, with its write-ahead log, unless another process has already done so. Nothing is deleted.
    /// </summary>
    /// <param name="identity">The id of the damaged file; <c>null</c> when it could not be opened.</param>
    /// <param name="damage">SQLite's error.</param>
    /// <exception cref="IOException">The file cannot be moved, or another process is setting it aside.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be moved.</exception>
    /// <exception cref="SqliteException">The file cannot be checked again.</exception>
    /// <exception cref="HistoryStoreException">Another process has meanwhile created a file of a newer version.</exception>
    public void SetAside(string? identity, SqliteException damage)
    {
        using var turn = _replacing.EnterScope();
        using var journal = new FileStream(_journal, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        if (!IsStillDamaged(identity)) return;
        var now = _time.GetUtcNow();
        var aside = FreeName(string.Create(CultureInfo.InvariantCulture, $"{Path}.damaged-{now:yyyyMMdd'T'HHmmss'Z'}"));
        // The log is moved first: if it stayed, SQLite would apply it to the new file.
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
        $"The price store {Path} has layout {version}, but this version of technic supports only layouts up to {SqliteSchema.Version}: "
        + $"update technic, or use another data folder."));

    private static string FreeName(string wanted)
    {
        var name = wanted;
        for (var i = 2; File.Exists(name) || File.Exists(name + "-wal"); i++)
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
        return name;
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The price store {Path} is damaged ({Reason}); it was set aside as {Aside}, and a new one is created")]
    private partial void LogSetAside(string path, string reason, string aside);
}
