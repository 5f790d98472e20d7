using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Technic.Embedded.Sqlite;

/// <summary>The tables, and the upgrade of older files to them. The version is SQLite's own <c>user_version</c>.</summary>
internal static class SqliteSchema
{
    // Step n upgrades version n to version n + 1. A released step is never changed: a new one is added.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE store (id TEXT NOT NULL) STRICT;
        INSERT INTO store (id) VALUES (lower(hex(randomblob(16))));
        CREATE TABLE history (
            source     TEXT    NOT NULL,
            key        TEXT    NOT NULL,
            fetched_at INTEGER NOT NULL,
            bars       INTEGER NOT NULL,
            payload    BLOB    NOT NULL,
            PRIMARY KEY (source, key)
        ) STRICT;
        CREATE TABLE document (
            source     TEXT    NOT NULL,
            name       TEXT    NOT NULL,
            fetched_at INTEGER NOT NULL,
            payload    BLOB    NOT NULL,
            PRIMARY KEY (source, name)
        ) STRICT;
        """,
    ];

    /// <summary>The version that this program writes.</summary>
    public static long Version => Steps.Length;

    public static long VersionOf(SqliteConnection connection) => connection.Scalar<long>("PRAGMA user_version");

    /// <summary>Upgrades a file to <see cref="Version"/>. When two processes try it at once, the second finds it done.</summary>
    public static void Upgrade(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        for (var version = VersionOf(connection); version < Version; version++) connection.Execute(Steps[version]);
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
        transaction.Commit();
    }
}
