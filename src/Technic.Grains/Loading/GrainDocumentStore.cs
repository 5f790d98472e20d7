using Technic.Core.Storage;
using Technic.Grains.Messages;

namespace Technic.Grains.Loading;

/// <summary>Opens the documents of a source, by its name.</summary>
public delegate IDocumentStore OpenDocuments(string source);

/// <summary>Documents in a grain's memory.</summary>
internal sealed class GrainDocumentStore(IGrainFactory grains, string source) : IDocumentStore
{
    public async ValueTask<DocumentRead> ReadDocumentAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var document = await Grain().ReadAsync(name, cancellationToken).ConfigureAwait(false);
            return document is null ? DocumentRead.Missing : DocumentRead.Found(new StoredDocument(document.Payload, document.FetchedAt));
        }
        catch (Exception problem) when (WatchedStream<string>.IsLoss(problem, cancellationToken))
        {
            return DocumentRead.Unavailable;
        }
    }

    public async ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken)
    {
        try
        {
            await Grain().WriteAsync(new DocumentMessage(name, document.FetchedAt, document.Payload.ToArray()), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (WatchedStream<string>.IsLoss(problem, cancellationToken))
        {
            throw new HistoryStoreException($"The silo that keeps '{name}' in its memory did not take it: {problem.Message}", problem);
        }
    }

    public async ValueTask DeleteDocumentAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await Grain().DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (WatchedStream<string>.IsLoss(problem, cancellationToken))
        {
            throw new HistoryStoreException($"The silo that keeps '{name}' in its memory did not remove it: {problem.Message}", problem);
        }
    }

    public async ValueTask<IReadOnlyList<DocumentEntry>?> ListDocumentsAsync(string prefix, CancellationToken cancellationToken)
    {
        try
        {
            var documents = await Grain().ListAsync(prefix, cancellationToken).ConfigureAwait(false);
            return [.. documents.Select(document => new DocumentEntry(document.Name, document.FetchedAt))];
        }
        catch (Exception problem) when (WatchedStream<string>.IsLoss(problem, cancellationToken))
        {
            return null;
        }
    }

    private IDocumentsGrain Grain() => grains.GetGrain<IDocumentsGrain>(source);
}
