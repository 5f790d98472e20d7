using System.Collections.Concurrent;
using Technic.Core.Storage;

namespace Technic.Testing;

/// <summary>Documents in memory, which a test can put out of order.</summary>
public sealed class MemoryDocuments : IDocumentStore
{
    private readonly ConcurrentDictionary<string, StoredDocument> _documents = new();

    /// <summary>Whether writes fail.</summary>
    public bool RefusesWrites { get; set; }

    public IReadOnlyDictionary<string, StoredDocument> Documents => _documents;

    public ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(_documents.GetValueOrDefault(name));

    public ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken)
    {
        if (RefusesWrites) throw new HistoryStoreException("The store refuses to write.");
        _documents[name] = document;
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<DocumentEntry>?> ListDocumentsAsync(string prefix, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DocumentEntry>?>(
        [
            .. _documents.Where(document => document.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(document => document.Key, StringComparer.Ordinal)
                .Select(document => new DocumentEntry(document.Key, document.Value.FetchedAt)),
        ]);
}
