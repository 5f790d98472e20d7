using Microsoft.Data.Sqlite;
using Technic.Core.Archive;
using Technic.Core.Storage;

namespace Technic.Embedded.Sqlite;

/// <summary>
/// Removes histories and days from the file of a store by rules. It reads the rows without their payloads and removes them in short
/// transactions, so that others can read and write meanwhile. A row that is replaced meanwhile is kept.
/// </summary>
internal static class SqlitePruner
{
    private const int RowsPerTransaction = 500;

    /// <summary>The number of free pages released in one step.</summary>
    private const int PagesPerStep = 1_000;

    /// <summary>The size of a row without its payload, in bytes: its key twice, the other columns, its share of the pages.</summary>
    private const long BytesBesidePayload = 150;

    /// <summary>
    /// The size of a removed row is an estimate: after this number of rounds an excess is left for the next time.
    /// </summary>
    private const int MaxRounds = 5;

    /// <summary>Applies rules; the space of the removed rows stays in the file.</summary>
    /// <param name="connection">The file of the store.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="now">The current time.</param>
    /// <param name="cancellationToken">Ends the removal between two transactions; rows removed so far stay removed.</param>
    /// <returns>The removed data. The sizes are without free pages; in a dry run the second one is an estimate.</returns>
    public static StorePruning Prune(SqliteConnection connection, PruneRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = UsedBytes(connection);
        var (days, dayBytes) = rules.DaysBefore is { } first ? PruneDays(connection, rules, first) : (0, 0);
        var used = rules.IsDryRun ? before - dayBytes : UsedBytes(connection);
        var counts = new long[Enum.GetValues<PruneReason>().Length];
        for (var round = 1; round <= MaxRounds; round++)
        {
            var plan = PrunePlan.Of(Rows(connection), rules, now, used);
            foreach (var (_, reason) in plan) counts[(int)reason]++;
            if (!rules.IsDryRun) Remove(connection, plan, cancellationToken);
            used = rules.IsDryRun ? used - plan.Sum(item => item.Row.Bytes) : UsedBytes(connection);
            if (plan.Count == 0 || rules.IsDryRun || used <= (rules.MaxBytes ?? long.MaxValue)) break;
        }
        return new StorePruning(
            counts[(int)PruneReason.OldReplay], counts[(int)PruneReason.Superseded], counts[(int)PruneReason.Old],
            counts[(int)PruneReason.OverLimit], days, before, Math.Max(0, used));
    }

    /// <summary>The size of the pages of the file without the free ones, in bytes.</summary>
    private static long UsedBytes(SqliteConnection connection) =>
        (connection.Scalar<long>("PRAGMA page_count") - connection.Scalar<long>("PRAGMA freelist_count"))
        * connection.Scalar<long>("PRAGMA page_size");

    /// <summary>
    /// Shrinks the file by its free pages, step by step; a file created by an earlier version keeps them for later rows.
    /// </summary>
    public static void ReleaseFreePages(SqliteConnection connection, CancellationToken cancellationToken)
    {
        const long Incremental = 2;
        if (connection.Scalar<long>("PRAGMA auto_vacuum") != Incremental) return;
        while (connection.Scalar<long>("PRAGMA freelist_count") > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = connection.Command($"PRAGMA incremental_vacuum({PagesPerStep})");
            using var page = step.ExecuteReader();
            while (page.Read())
            {
                // One row for each released page.
            }
        }
        connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
    }

    private static List<StoredRow> Rows(SqliteConnection connection)
    {
        using var query = connection.Command("SELECT source, key, fetched_at, length(payload) FROM history");
        using var row = query.ExecuteReader();
        var rows = new List<StoredRow>();
        while (row.Read())
        {
            var (source, key, fetchedAt) = (row.GetString(0), row.GetString(1), SqliteHistoryStore.Instant(row.GetInt64(2)));
            rows.Add(new StoredRow(source, key, fetchedAt, row.GetInt64(3) + BytesBesidePayload));
        }
        return rows;
    }

    private static void Remove(
        SqliteConnection connection, IReadOnlyList<(StoredRow Row, PruneReason Reason)> plan, CancellationToken cancellationToken)
    {
        foreach (var chunk in plan.Chunk(RowsPerTransaction))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Remove(connection, chunk);
        }
    }

    private static void Remove(SqliteConnection connection, (StoredRow Row, PruneReason Reason)[] rows)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using var delete = connection.Command("DELETE FROM history WHERE source = @source AND key = @key AND fetched_at = @fetchedAt");
        var source = delete.Parameters.Add("@source", SqliteType.Text);
        var key = delete.Parameters.Add("@key", SqliteType.Text);
        var fetchedAt = delete.Parameters.Add("@fetchedAt", SqliteType.Integer);
        foreach (var (row, _) in rows)
        {
            (source.Value, key.Value, fetchedAt.Value) = (row.Source, row.Key, row.FetchedAt.UtcTicks);
            delete.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private static (long Days, long Bytes) PruneDays(SqliteConnection connection, PruneRules rules, DateOnly first)
    {
        const string Old = "name >= @from AND name < @to AND (@source IS NULL OR source = @source)";
        (string, object?)[] parameters =
            [("@from", MarketArchive.DayPrefix), ("@to", MarketArchive.NameOf(first)), ("@source", rules.Source)];
        (long Days, long Bytes) found;
        using (var count = connection.Command($"SELECT count(*), coalesce(sum(length(payload)), 0) FROM document WHERE {Old}", parameters))
        using (var row = count.ExecuteReader())
        {
            row.Read();
            found = (row.GetInt64(0), row.GetInt64(1));
        }
        if (!rules.IsDryRun) connection.Execute($"DELETE FROM document WHERE {Old}", parameters);
        return found;
    }
}
