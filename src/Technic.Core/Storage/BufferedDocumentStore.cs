namespace Technic.Core.Storage;

/// <summary>
/// Documents with write-behind: a write is accepted at once and made by a <see cref="WriteBehind"/>, which retries it while the store is
/// locked or fails. Reads also return queued writes.
/// </summary>
/// <param name="inner">The store of the documents.</param>
/// <param name="writer">Makes the writes.</param>
public sealed class BufferedDocumentStore(IDocumentStore inner, WriteBehind writer) : IDocumentStore
{
    /// <inheritdoc/>
    public async ValueTask<DocumentRead> ReadDocumentAsync(string name, CancellationToken cancellationToken) =>
        writer.PendingOf(DocumentChange.KeyOf(inner, name)) switch
        {
            DocumentWrite write => DocumentRead.Found(write.Document),
            DocumentRemoval => DocumentRead.Missing,
            _ => await inner.ReadDocumentAsync(name, cancellationToken).ConfigureAwait(false),
        };

    /// <summary>Accepts a document. It waits only while the write queue is full.</summary>
    /// <exception cref="HistoryStoreException">The store fails and the write queue is full, or the queue is closed.</exception>
    public ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken) =>
        EnqueueAsync(new DocumentWrite(inner, name, document), cancellationToken);

    /// <summary>Accepts the removal of a document. It waits only while the write queue is full.</summary>
    /// <exception cref="HistoryStoreException">The store fails and the write queue is full, or the queue is closed.</exception>
    public ValueTask DeleteDocumentAsync(string name, CancellationToken cancellationToken) =>
        EnqueueAsync(new DocumentRemoval(inner, name), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DocumentEntry>?> ListDocumentsAsync(string prefix, CancellationToken cancellationToken)
    {
        // The queue before the store: a document written between the two reads is then found in both, not in neither.
        var pending = writer.PendingDocuments(inner);
        var stored = await inner.ListDocumentsAsync(prefix, cancellationToken).ConfigureAwait(false);
        if (stored is null || pending.Count == 0) return stored;
        var entries = new SortedDictionary<string, DocumentEntry>(stored.ToDictionary(entry => entry.Name), StringComparer.Ordinal);
        foreach (var change in pending.Where(change => change.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (change is DocumentWrite write) entries[change.Name] = new DocumentEntry(change.Name, write.Document.FetchedAt);
            else entries.Remove(change.Name);
        }
        return [.. entries.Values];
    }

    private async ValueTask EnqueueAsync(DocumentChange change, CancellationToken cancellationToken)
    {
        var refusal = await writer.RefusalAsync(change, cancellationToken).ConfigureAwait(false);
        if (refusal is not null) throw new HistoryStoreException(refusal);
    }
}
