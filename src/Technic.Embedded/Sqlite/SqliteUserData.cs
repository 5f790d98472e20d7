using System.Globalization;
using Microsoft.Data.Sqlite;
using Technic.Core.Storage;

namespace Technic.Embedded.Sqlite;

/// <summary>
/// Records of the user in a file of their own beside the prices: clearing, pruning or replacing the price store does not touch them, and a
/// damaged file is never replaced by an empty one. A change is synchronized to the disk before it returns. The file is opened for each
/// operation, so that it can be copied or replaced at any time.
/// </summary>
/// <param name="folder">The data folder; created with the first record.</param>
/// <param name="busyTimeout">The maximum wait for another process.</param>
internal sealed class SqliteUserData(string folder, TimeSpan busyTimeout) : IUserDataStore
{
    /// <summary>The name of the file in the data folder.</summary>
    public const string FileName = "watches.db";

    private const long Version = 1;

    // SQLite does not queue writers: with many of them, one could wait in vain.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _path = Path.Combine(Path.GetFullPath(folder), FileName);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserRecord>> ListAsync(string kind, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<UserRecord>>([], connection => List(connection, kind), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ListNamesAsync(string kind, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<string>>([], connection => ListNames(connection, kind), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadAsync(string kind, string name, CancellationToken cancellationToken) =>
        ReadAsync(null, connection => Read(connection, kind, name), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> ChangeAsync(
        string kind, string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // It runs to its end, so that the next writer does not meet it.
            return await RunAsync(() => Change(kind, name, change), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool Change(string kind, string name, Func<byte[]?, byte[]?> change)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        var before = Read(connection, kind, name);
        if (change(before) is { } after)
        {
            connection.Execute(
                """
                INSERT INTO record (kind, name, payload) VALUES (@kind, @name, @payload)
                ON CONFLICT (kind, name) DO UPDATE SET payload = excluded.payload
                """,
                ("@kind", kind), ("@name", name), ("@payload", after));
        }
        else connection.Execute("DELETE FROM record WHERE kind = @kind AND name = @name", ("@kind", kind), ("@name", name));
        transaction.Commit();
        return before is not null;
    }

    private ValueTask<T> ReadAsync<T>(T absent, Func<SqliteConnection, T> read, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            if (!File.Exists(_path)) return absent;
            using var connection = Open();
            return read(connection);
        },
        cancellationToken);

    private async ValueTask<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new HistoryStoreException(SqliteProblem.Describe(problem, _path, "file of lists and watches"), problem)
            {
                IsTransient = SqliteProblem.IsTransient(problem),
            };
        }
    }

    private SqliteConnection Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(busyTimeout.TotalSeconds)),
        }.ToString());
        try
        {
            connection.Open();
            var timeout = (long)busyTimeout.TotalMilliseconds;
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {timeout}; PRAGMA synchronous = EXTRA"));
            Upgrade(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Upgrade(SqliteConnection connection)
    {
        if (VersionOf(connection) == Version) return;
        using var transaction = connection.BeginTransaction(deferred: false);
        // Another process may have created the table meanwhile.
        var version = VersionOf(connection);
        if (version is < 0 or > Version)
        {
            throw new HistoryStoreException(string.Create(
                CultureInfo.InvariantCulture,
                $"The file of lists and watches {_path} has layout {version}, but this version of technic supports only layout {Version}: "
                + $"update technic, or use another data folder."));
        }
        if (version == 0)
        {
            connection.Execute(
                """
                CREATE TABLE record (
                    kind    TEXT NOT NULL,
                    name    TEXT NOT NULL,
                    payload BLOB NOT NULL,
                    PRIMARY KEY (kind, name)
                ) STRICT;
                """);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
        }
        transaction.Commit();
    }

    private static long VersionOf(SqliteConnection connection) => connection.Scalar<long>("PRAGMA user_version");

    private static byte[]? Read(SqliteConnection connection, string kind, string name)
    {
        using var query = connection.Command(
            "SELECT payload FROM record WHERE kind = @kind AND name = @name", ("@kind", kind), ("@name", name));
        return (byte[]?)query.ExecuteScalar();
    }

    private static List<UserRecord> List(SqliteConnection connection, string kind)
    {
        using var query = connection.Command("SELECT name, payload FROM record WHERE kind = @kind ORDER BY name", ("@kind", kind));
        using var row = query.ExecuteReader();
        var records = new List<UserRecord>();
        while (row.Read()) records.Add(new UserRecord(row.GetString(0), row.GetFieldValue<byte[]>(1)));
        return records;
    }

    private static List<string> ListNames(SqliteConnection connection, string kind)
    {
        using var query = connection.Command("SELECT name FROM record WHERE kind = @kind ORDER BY name", ("@kind", kind));
        using var row = query.ExecuteReader();
        var names = new List<string>();
        while (row.Read()) names.Add(row.GetString(0));
        return names;
    }
}
