using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Technic.Cluster.Client;

/// <summary>What an exception of the driver means for whoever has to act on it.</summary>
internal enum PostgresFailure
{
    /// <summary>The server did not answer, or not yet: waiting helps.</summary>
    Unreachable,

    /// <summary>The server answered that it has given the statement up: waiting helps.</summary>
    Busy,

    /// <summary>The server answered that the user may not do this.</summary>
    NotPermitted,

    /// <summary>The server answered that it cannot do this, or not for us: somebody has to change something.</summary>
    Refused,
}

/// <summary>An exception of the driver, as one sentence for a person. The sentence never holds a password.</summary>
internal sealed record PostgresProblem(PostgresFailure Failure, string Sentence)
{
    /// <summary>Whether this is a way in which databases fail; otherwise it is a defect of ours.</summary>
    public bool IsExpected { get; private init; } = true;

    /// <param name="problem">What was thrown.</param>
    /// <param name="database">What was asked.</param>
    /// <param name="limit">How long an answer was waited for; default the connection's Command Timeout.</param>
    public static PostgresProblem Of(Exception problem, PostgresDatabase database, TimeSpan? limit = null) => problem switch
    {
        PostgresException answer => OfAnswer(answer, database),
        _ when Inner<TimeoutException>(problem) is not null => Unreachable(
            string.Create(
                CultureInfo.InvariantCulture,
                $"PostgreSQL at {database.Server} did not answer within {(limit ?? database.CommandTimeout).TotalSeconds:0.#} s.")),
        _ when Inner<SocketException>(problem) is { } socket => Unreachable(OfSocket(socket, database)),
        _ when Inner<AuthenticationException>(problem) is not null => new(
            PostgresFailure.Refused,
            $"PostgreSQL at {database.Server} and this process agree on no encryption: see 'SSL Mode' in the connection string."),
        _ when Inner<IOException>(problem) is not null => Unreachable($"The connection to PostgreSQL at {database.Server} broke off."),
        NpgsqlException { IsTransient: true } => Unreachable($"PostgreSQL at {database.Server} cannot be reached: {problem.Message}"),
        NpgsqlException => new(PostgresFailure.Refused, $"PostgreSQL at {database.Server} cannot be used: {problem.Message}"),
        _ => new(
            PostgresFailure.Refused,
            $"PostgreSQL at {database.Server} failed unexpectedly ({problem.GetType().Name}).")
        {
            IsExpected = false,
        },
    };

    /// <summary>
    /// Whether a connection broke under a statement, as one left over from before a restart of the server does: the next one may be whole.
    /// </summary>
    public static bool BrokeOff(Exception problem) => problem switch
    {
        PostgresException answer => answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException => Inner<TimeoutException>(problem) is null && Inner<IOException>(problem) is not null,
        _ => false,
    };

    /// <summary>Whether the server rolled a statement back in favour of another one: the same statement may succeed now.</summary>
    public static bool WasRolledBack(Exception problem) =>
        problem is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    private static PostgresProblem OfAnswer(PostgresException answer, PostgresDatabase database) => answer.SqlState switch
    {
        PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown =>
            Unreachable($"PostgreSQL at {database.Server} is starting or stopping."),
        PostgresErrorCodes.TooManyConnections =>
            Unreachable(
                $"PostgreSQL at {database.Server} has no connection left: raise its max_connections, "
                + "or lower 'Maximum Pool Size' in the connection string."),
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable =>
            new(PostgresFailure.Busy, $"PostgreSQL at {database.Server} gave a statement up: {answer.MessageText}."),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            new(
                PostgresFailure.Refused,
                $"PostgreSQL at {database.Server} does not let user '{database.User}' into database '{database.Name}': "
                + "check user, password and pg_hba.conf."),
        PostgresErrorCodes.InvalidCatalogName =>
            new(
                PostgresFailure.Refused,
                $"PostgreSQL at {database.Server} has no database '{database.Name}': "
                + $"create it with CREATE DATABASE {Quoted(database.Name)} OWNER {Quoted(database.User)}."),
        PostgresErrorCodes.InsufficientPrivilege =>
            new(
                PostgresFailure.NotPermitted,
                $"User '{database.User}' lacks a right in database '{database.Name}' at {database.Server}: {answer.MessageText}."),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            new(PostgresFailure.Refused, $"PostgreSQL at {database.Server} is read-only now: is it a standby?"),
        PostgresErrorCodes.DiskFull =>
            new(PostgresFailure.Refused, $"The disk of PostgreSQL at {database.Server} is full."),
        PostgresErrorCodes.UndefinedTable =>
            new(
                PostgresFailure.Refused,
                $"Database '{database.Name}' at {database.Server} lacks Technic's tables: restart a silo to have them created."),
        ['0', '8', ..] => Unreachable($"The connection to PostgreSQL at {database.Server} failed: {answer.MessageText}."),
        _ => new(PostgresFailure.Refused, $"PostgreSQL at {database.Server} refused: {answer.MessageText} (SQLSTATE {answer.SqlState})."),
    };

    private static string OfSocket(SocketException socket, PostgresDatabase database) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"PostgreSQL is not reachable: nothing listens at {database.Server}.",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
            $"PostgreSQL cannot be found: the name in {database.Server} is not known.",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => $"The connection to PostgreSQL at {database.Server} broke off.",
        var code => $"PostgreSQL at {database.Server} cannot be reached ({code}).",
    };

    private static PostgresProblem Unreachable(string sentence) => new(PostgresFailure.Unreachable, sentence);

    /// <summary>An identifier as SQL writes it.</summary>
    public static string Quoted(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static T? Inner<T>(Exception? problem) where T : Exception
    {
        for (; problem is not null; problem = problem.InnerException)
        {
            if (problem is T found) return found;
        }
        return null;
    }
}
