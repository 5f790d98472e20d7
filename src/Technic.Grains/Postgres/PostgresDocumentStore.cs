using Microsoft.Extensions.Logging;
using Npgsql;
using Technic.Core.Storage;

namespace Technic.Grains.Postgres;

/// <summary>Documents of one service and source in PostgreSQL. A database that is out of order answers nothing and is asked no more often than for histories.</summary>
/// <param name="database">Where the rows are.</param>
/// <param name="options">The limits.</param>
/// <param name="service">The id of the service (not of the cluster): clusters of one service share their documents.</param>
/// <param name="source">The name of the source.</param>
/// <param name="breaker">What keeps a database that is out of order from being asked.</param>
/// <param name="time">The clock of the log.</param>
/// <param name="logger">Hears of failures, once a minute.</param>
public sealed partial class PostgresDocumentStore(
    PostgresDatabase database, PostgresOptions options, string service, string source, StoreBreaker breaker, TimeProvider time,
    ILogger<PostgresDocumentStore> logger) : IDocumentStore
{
    private const string ReadSql = "SELECT payload, fetched_at FROM technic_document WHERE service_id = $1 AND source = $2 AND name = $3";

    private const string WriteSql =
        """
        INSERT INTO technic_document AS stored (service_id, source, name, fetched_at, payload) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name, source, service_id) DO UPDATE SET fetched_at = excluded.fetched_at, payload = excluded.payload, written_at = now()
          WHERE excluded.fetched_at >= stored.fetched_at
        """;

    private const string DeleteSql = "DELETE FROM technic_document WHERE service_id = $1 AND source = $2 AND name = $3";

    // No name of ASCII characters stands behind the upper bound.
    private const string ListSql =
        "SELECT name, fetched_at FROM technic_document WHERE service_id = $1 AND source = $2 AND name >= $3 AND name < $4 ORDER BY name";

    private readonly LogThrottle _throttle = new(time);

    /// <inheritdoc/>
    public async ValueTask<DocumentRead> ReadDocumentAsync(string name, CancellationToken cancellationToken)
    {
        return await AskAsync(DocumentRead.Unavailable, async () =>
        {
            await using var command = Command(ReadSql, name);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                ? DocumentRead.Found(new StoredDocument(reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<DateTimeOffset>(1)))
                : DocumentRead.Missing;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DocumentEntry>?> ListDocumentsAsync(string prefix, CancellationToken cancellationToken)
    {
        return await AskAsync(null, async Task<IReadOnlyList<DocumentEntry>?> () =>
        {
            await using var command = Command(ListSql, prefix);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = prefix + '\x7F' });
            var entries = new List<DocumentEntry>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                entries.Add(new DocumentEntry(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)));
            return entries;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken)
    {
        await using var command = Command(WriteSql, name);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = document.FetchedAt.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = document.Payload.ToArray() });
        await ChangeAsync(command, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteDocumentAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = Command(DeleteSql, name);
        await ChangeAsync(command, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="HistoryStoreException">The database did not do it.</exception>
    private async Task ChangeAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        if (!breaker.TryEnter(out var entry)) throw new HistoryStoreException(breaker.LastFailure ?? "The database is being asked whether it answers again.");
        try
        {
            command.CommandTimeout = (int)Math.Ceiling(Math.Max(options.WriteTimeout.TotalSeconds, database.CommandTimeout.TotalSeconds));
            await database.RunAsync(() => command.ExecuteNonQueryAsync(cancellationToken)).ConfigureAwait(false);
            breaker.Succeeded(entry);
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HistoryStoreException(Failed(problem, entry), problem);
        }
        catch (OperationCanceledException)
        {
            breaker.Succeeded(entry);
            throw;
        }
    }

    /// <returns>The answer; <paramref name="unavailable"/> when the database is out of order.</returns>
    private async Task<T> AskAsync<T>(T unavailable, Func<Task<T>> ask)
    {
        if (!breaker.TryEnter(out var entry)) return unavailable;
        try
        {
            var answer = await database.RunAsync(ask).ConfigureAwait(false);
            breaker.Succeeded(entry);
            return answer;
        }
        catch (OperationCanceledException)
        {
            breaker.Succeeded(entry);
            throw;
        }
        catch (Exception problem)
        {
            var sentence = Failed(problem, entry);
            if (_throttle.TryPass(1, out var total)) LogUnavailable(total, sentence);
            return unavailable;
        }
    }

    private string Failed(Exception problem, long entry)
    {
        var sentence = database.Explain(problem);
        breaker.Failed(entry, sentence);
        return sentence;
    }

    private NpgsqlCommand Command(string sql, string name)
    {
        var command = database.Source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = service });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return command;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reads of documents that the database did not answer: {Reads}. {Reason}")]
    private partial void LogUnavailable(long reads, string reason);
}
