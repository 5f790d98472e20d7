
namespace Technic.Core.Storage;

/// <summary>
/// Documents beside the histories, kept apart by source: a provider's list of symbols, kept for a day, or the archive of whole sessions
/// (<see cref="Technic.Core.Archive.MarketArchive"/>), kept for good.
/// </summary>
public interface IDocumentStore
{
    /// <summary>
    /// Reads a document as it was last written: <see cref="StoreOutcome.Found"/>, <see cref="StoreOutcome.Missing"/> when there is none, or
    /// <see cref="StoreOutcome.Unavailable"/> when the store could not be asked. It throws nothing but
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    ValueTask<DocumentRead> ReadDocumentAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a document, replacing an older one of its name. One that is already stored with a later time stays.</summary>
    /// <exception cref="HistoryStoreException">It was not stored.</exception>
    ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken);

    /// <summary>Removes a document; does nothing when there is none of that name.</summary>
    /// <exception cref="HistoryStoreException">It was not removed.</exception>
    ValueTask DeleteDocumentAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// The documents whose names begin with a text (ASCII), by name; <c>null</c> when the store could not be asked. An empty list means
    /// that there are none.
    /// </summary>
    ValueTask<IReadOnlyList<DocumentEntry>?> ListDocumentsAsync(string prefix, CancellationToken cancellationToken);
}

/// <summary>What the store has under one name; <paramref name="Document"/> is there exactly when it was found.</summary>
/// <param name="Outcome"><see cref="StoreOutcome.Found"/>, <see cref="StoreOutcome.Missing"/> or
/// <see cref="StoreOutcome.Unavailable"/>.</param>
/// <param name="Document">The document; <c>null</c> unless it was found.</param>
public readonly record struct DocumentRead(StoreOutcome Outcome, StoredDocument? Document)
{
    public static DocumentRead Missing { get; } = new(StoreOutcome.Missing, null);
    public static DocumentRead Unavailable { get; } = new(StoreOutcome.Unavailable, null);
    public static DocumentRead Found(StoredDocument document) => new(StoreOutcome.Found, document);
}

/// <summary>A document and when it was fetched. The store does not look inside; whoever reads it must expect anything.</summary>
public sealed record StoredDocument(ReadOnlyMemory<byte> Payload, DateTimeOffset FetchedAt);

/// <summary>That a document is there, and when it was fetched.</summary>
public readonly record struct DocumentEntry(string Name, DateTimeOffset FetchedAt);
