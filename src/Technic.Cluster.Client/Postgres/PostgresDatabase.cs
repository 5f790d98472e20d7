using System.Globalization;
using Npgsql;

namespace Technic.Cluster.Client;

/// <summary>
/// The cluster's database: one pool of connections for everything a process asks of it, and its name without its secrets.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable, IDisposable
{
    /// <summary>The most attempts at a statement that the server rolls back because of another one.</summary>
    private const int Attempts = 3;

    private readonly int _poolSize;

    /// <exception cref="ArgumentException">
    /// The settings are invalid; the message contains the reason and nothing of the connection string.
    /// </exception>
    public PostgresDatabase(PostgresOptions options)
    {
        if (options.Validate() is [var complaint, ..]) throw new ArgumentException(complaint, nameof(options));
        var connection = options.Connection();
        Server = string.Create(CultureInfo.InvariantCulture, $"{connection.Host}:{connection.Port}");
        User = string.IsNullOrEmpty(connection.Username) ? Environment.UserName : connection.Username;
        Name = string.IsNullOrEmpty(connection.Database) ? User : connection.Database;
        CommandTimeout = TimeSpan.FromSeconds(connection.CommandTimeout);
        ConnectTimeout = TimeSpan.FromSeconds(connection.Timeout);
        _poolSize = connection.MaxPoolSize;
        // The name of the pool in metrics; by default it is the connection string.
        Source = new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = $"{Name}@{Server}" }.Build();
    }

    /// <summary>The pool.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Host and port.</summary>
    public string Server { get; }

    /// <summary>The name of the database.</summary>
    public string Name { get; }

    public string User { get; }

    internal TimeSpan CommandTimeout { get; }

    internal TimeSpan ConnectTimeout { get; }

    /// <summary>
    /// Runs a statement, and runs it again if its connection was dead: after a restart of the server every pooled connection is. A dead
    /// connection fails one attempt and leaves the pool, so one attempt more than the pool holds reaches a new connection. Clearing the
    /// pool makes it quick, but does not make it sure: the driver's method returns at once while another thread is in it, with dead
    /// connections still in the pool.
    /// </summary>
    internal async Task<T> RunAsync<T>(Func<Task<T>> statement)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await statement().ConfigureAwait(false);
            }
            catch (Exception problem) when (attempt <= _poolSize && PostgresProblem.BrokeOff(problem))
            {
                Source.Clear();
            }
            catch (Exception problem) when (attempt < Attempts && PostgresProblem.WasRolledBack(problem))
            {
                // The other statement has gone on; this one may now.
            }
        }
    }

    /// <summary>What an exception of the driver means, as one sentence for a person; it holds no password.</summary>
    public string Explain(Exception problem) => PostgresProblem.Of(problem, this).Sentence;

    /// <summary>Server, database and user; never the password.</summary>
    public override string ToString() => $"database '{Name}' at {Server}, user '{User}'";

    public void Dispose() => Source.Dispose();

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
