
namespace Technic.Core.Storage;

/// <summary>
/// Documents beside the histories, separate for each source: a provider's list of symbols, kept for a day, or the archive of whole sessions
/// (<see cref="Technic.Core.Archive.MarketArchive"/>), kept permanently.
/// </summary>
public interface IDocumentStore
{
    /// <summary>
    /// Reads the last version of a document: <see cref="StoreOutcome.Found"/>, <see cref="StoreOutcome.Missing"/> when there is none, or
    /// <see cref="StoreOutcome.Unavailable"/> when the store failed. It throws only <see cref="OperationCanceledException"/>.
    /// </summary>
    ValueTask<DocumentRead> ReadDocumentAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a document, replacing an older one of its name. A stored one with a later time is kept.</summary>
    /// <exception cref="HistoryStoreException">It was not stored.</exception>
    ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken);

    /// <summary>Removes a document; does nothing when it does not exist.</summary>
    /// <exception cref="HistoryStoreException">It was not removed.</exception>
    ValueTask DeleteDocumentAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// The documents whose names begin with a prefix (ASCII), by name; <c>null</c> when the store failed. An empty list means that there
    /// are none.
    /// </summary>
    ValueTask<IReadOnlyList<DocumentEntry>?> ListDocumentsAsync(string prefix, CancellationToken cancellationToken);
}

/// <summary>The result of reading a document; it has a <paramref name="Document"/> exactly when it was found.</summary>
/// <param name="Outcome"><see cref="StoreOutcome.Found"/>, <see cref="StoreOutcome.Missing"/> or
/// <see cref="StoreOutcome.Unavailable"/>.</param>
/// <param name="Document">The document; <c>null</c> unless it was found.</param>
public readonly record struct DocumentRead(StoreOutcome Outcome, StoredDocument? Document)
{
    public static DocumentRead Missing { get; } = new(StoreOutcome.Missing, null);
    public static DocumentRead Unavailable { get; } = new(StoreOutcome.Unavailable, null);
    public static DocumentRead Found(StoredDocument document) => new(StoreOutcome.Found, document);
}

/// <summary>A document and the time of its fetch. The store does not check the content; readers must expect any bytes.</summary>
public sealed record StoredDocument(ReadOnlyMemory<byte> Payload, DateTimeOffset FetchedAt);

/// <summary>The name of an existing document, and the time of its fetch.</summary>
public readonly record struct DocumentEntry(string Name, DateTimeOffset FetchedAt);
