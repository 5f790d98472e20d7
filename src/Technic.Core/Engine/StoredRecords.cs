using System.Text.Json;
using Technic.Core.Scans;
using Technic.Core.Storage;

namespace Technic.Core.Engine;

/// <summary>Records of one kind in a store, as objects. An unreadable record is an error, because it is data of a user.</summary>
/// <param name="records">The store.</param>
/// <param name="kind">The kind, also in messages.</param>
/// <param name="encode">Encodes a record.</param>
/// <param name="decode">Decodes a record; throws <see cref="JsonException"/>.</param>
internal sealed class StoredRecords<T>(IUserDataStore records, string kind, Func<T, byte[]> encode, Func<byte[], T> decode)
    where T : class
{
    /// <summary>All records, by name.</summary>
    /// <exception cref="HistoryStoreException">They are not readable.</exception>
    public async ValueTask<IReadOnlyList<T>> GetAsync(CancellationToken cancellationToken) =>
        [.. (await records.ListAsync(kind, cancellationToken).ConfigureAwait(false)).Select(record => Decode(record.Payload, record.Name))];

    /// <summary>The names of all records.</summary>
    /// <exception cref="HistoryStoreException">They are not readable.</exception>
    public ValueTask<IReadOnlyList<string>> GetNamesAsync(CancellationToken cancellationToken) =>
        records.ListNamesAsync(kind, cancellationToken);

    /// <summary>A record; <c>null</c> if it does not exist.</summary>
    /// <exception cref="HistoryStoreException">It is not readable.</exception>
    public async ValueTask<T?> FindAsync(string name, CancellationToken cancellationToken) =>
        await records.ReadAsync(kind, name, cancellationToken).ConfigureAwait(false) is { } payload ? Decode(payload, name) : null;

    /// <summary>Changes or creates a record.</summary>
    /// <returns>The new record.</returns>
    /// <exception cref="HistoryStoreException">It was not changed.</exception>
    public async ValueTask<T> ChangeAsync(string name, Func<T?, T> change, CancellationToken cancellationToken)
    {
        T? after = null;
        await records.ChangeAsync(
            kind, name, payload => encode(after = change(payload is null ? null : Decode(payload, name))), cancellationToken)
            .ConfigureAwait(false);
        return after!;
    }

    /// <summary>Removes a record.</summary>
    /// <returns>Whether it existed.</returns>
    /// <exception cref="HistoryStoreException">It was not removed.</exception>
    public ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken) =>
        records.ChangeAsync(kind, name, _ => null, cancellationToken);

    /// <summary>Refuses one record more than the limit.</summary>
    /// <returns>Whether the record exists.</returns>
    /// <exception cref="ScanRequestException">There are too many.</exception>
    public async ValueTask<bool> RequireRoomAsync(string name, int most, CancellationToken cancellationToken)
    {
        var names = await GetNamesAsync(cancellationToken).ConfigureAwait(false);
        if (names.Contains(name)) return true;
        // A name may be left of a record that was removed: only the records count.
        if (names.Count >= most && (await records.ListAsync(kind, cancellationToken).ConfigureAwait(false)).Count >= most)
            throw new ScanRequestException($"Cannot save another {kind}: the maximum is {most}. Delete one first.");
        return false;
    }

    private T Decode(byte[] payload, string name)
    {
        try
        {
            return decode(payload);
        }
        catch (JsonException problem)
        {
            throw new HistoryStoreException($"The stored {kind} '{name}' is not readable: {problem.Message}", problem);
        }
    }
}
