using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Technic.Embedded.Sqlite;

/// <summary>The meaning of SQLite's result codes.</summary>
internal static class SqliteProblem
{
    /// <summary>Whether the file is not a database, or not a complete one.</summary>
    public static bool IsDamage(this SqliteException problem) => problem.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>Whether another program locks the file temporarily.</summary>
    public static bool IsTransient(Exception problem) =>
        problem is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED };

    /// <summary>Describes the problem in one sentence.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="file">What the file is.</param>
    public static string Describe(Exception problem, string path, string file = "price store") => problem switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } =>
            $"The {file} {path} is locked by another program.",
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } =>
            $"The {file} {path} cannot grow: the disk, or the size limit, is full.",
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_PERM } =>
            $"The {file} {path} cannot be written: it is read-only.",
        SqliteException { SqliteErrorCode: raw.SQLITE_CANTOPEN } => $"The {file} {path} cannot be opened.",
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR } => $"The {file} {path} cannot be used: disk error.",
        SqliteException sqlite when sqlite.IsDamage() => $"The {file} {path} is damaged.",
        SqliteException sqlite => $"The {file} {path} cannot be used: {raw.sqlite3_errstr(sqlite.SqliteErrorCode).utf8_to_string()}.",
        IOException or UnauthorizedAccessException => $"The {file} {path} cannot be used: {problem.Message}",
        _ => $"The {file} {path} failed unexpectedly: {problem.Message}",
    };
}
