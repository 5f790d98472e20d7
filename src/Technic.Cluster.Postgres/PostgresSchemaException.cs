namespace Technic.Cluster.Postgres;

/// <summary>
/// The database cannot be used with the schema that this version needs. The message is one sentence for a person and holds no secret.
/// </summary>
public sealed class PostgresSchemaException(string message, bool waitingHelps = false) : Exception(message)
{
    /// <summary>Whether the server was only not there: nobody has to change anything but its being there.</summary>
    public bool WaitingHelps { get; } = waitingHelps;
}
