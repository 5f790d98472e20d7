using System.Collections.Concurrent;
using Technic.Core.Storage;

namespace Technic.Testing;

/// <summary>Documents in memory, with failures on demand.</summary>
public sealed class MemoryDocuments : IDocumentStore
{
    private readonly ConcurrentDictionary<string, StoredDocument> _documents = new();

    /// <summary>Whether reads and lists fail.</summary>
    public bool RefusesReads { get; set; }

    /// <summary>Whether writes and deletes fail.</summary>
    public bool RefusesWrites { get; set; }

    /// <summary>Runs while a document is read.</summary>
    public Func<string, Task> DuringRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>The number of lists of documents.</summary>
    public int Lists => Volatile.Read(ref _lists);

    private int _lists;

    public IReadOnlyDictionary<string, StoredDocument> Documents => _documents;

    /// <summary>Sets a document, regardless of an existing one.</summary>
    public void Put(string name, StoredDocument document) => _documents[name] = document;

    public async ValueTask<DocumentRead> ReadDocumentAsync(string name, CancellationToken cancellationToken)
    {
        await DuringRead(name);
        return RefusesReads ? DocumentRead.Unavailable
            : _documents.TryGetValue(name, out var document) ? DocumentRead.Found(document)
            : DocumentRead.Missing;
    }

    public ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken)
    {
        if (RefusesWrites) throw new HistoryStoreException("The store refuses to write.");
        _documents.AddOrUpdate(name, document, (_, stored) => stored.FetchedAt <= document.FetchedAt ? document : stored);
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteDocumentAsync(string name, CancellationToken cancellationToken)
    {
        if (RefusesWrites) throw new HistoryStoreException("The store refuses to write.");
        _documents.TryRemove(name, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<DocumentEntry>?> ListDocumentsAsync(string prefix, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lists);
        return ValueTask.FromResult<IReadOnlyList<DocumentEntry>?>(RefusesReads ? null :
        [
            .. _documents.Where(document => document.Key.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(document => document.Key, StringComparer.Ordinal)
                .Select(document => new DocumentEntry(document.Key, document.Value.FetchedAt)),
        ]);
    }
}
