namespace Technic.Core.Storage;

/// <summary>
/// Records that a user has made, e.g. lists of symbols. They are not a cache: a change is durable when its call returns, all processes that
/// share the store see it, and only <see cref="ChangeAsync"/> removes a record, never the maintenance of the prices.
/// </summary>
public interface IUserDataStore
{
    /// <summary>All records of a kind, in the order of their names.</summary>
    /// <exception cref="HistoryStoreException">They are not readable.</exception>
    ValueTask<IReadOnlyList<UserRecord>> ListAsync(string kind, CancellationToken cancellationToken);

    /// <summary>
    /// The names of the records of a kind, in their order, without reading the records. One that was removed a moment ago may still be
    /// among them.
    /// </summary>
    /// <exception cref="HistoryStoreException">They are not readable.</exception>
    ValueTask<IReadOnlyList<string>> ListNamesAsync(string kind, CancellationToken cancellationToken);

    /// <summary>The content of a record; <c>null</c> if it does not exist.</summary>
    /// <exception cref="HistoryStoreException">It is not readable.</exception>
    ValueTask<byte[]?> ReadAsync(string kind, string name, CancellationToken cancellationToken);

    /// <summary>Changes a record. No other change of it happens between the reading and the writing.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name.</param>
    /// <param name="change">
    /// Gets the content (<c>null</c> for none), and returns the new one; <c>null</c> removes the record. An exception changes nothing.
    /// </param>
    /// <param name="cancellationToken">Cancels the waiting; the change may happen.</param>
    /// <returns>Whether the record existed before.</returns>
    /// <exception cref="HistoryStoreException">It was not changed.</exception>
    ValueTask<bool> ChangeAsync(string kind, string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken);
}

/// <summary>A record of a user.</summary>
public readonly record struct UserRecord(string Name, byte[] Payload);
