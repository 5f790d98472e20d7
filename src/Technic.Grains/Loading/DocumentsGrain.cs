using System.Collections.Immutable;
using Technic.Grains.Messages;

namespace Technic.Grains.Loading;

/// <inheritdoc cref="IDocumentsGrain"/>
[KeepAlive]
internal sealed class DocumentsGrain : Grain, IDocumentsGrain
{
    private readonly SortedDictionary<string, DocumentMessage> _documents = new(StringComparer.Ordinal);

    Task<DocumentMessage?> IDocumentsGrain.ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_documents.GetValueOrDefault(name));

    Task IDocumentsGrain.WriteAsync(DocumentMessage document, CancellationToken cancellationToken)
    {
        if (!_documents.TryGetValue(document.Name, out var stored) || stored.FetchedAt <= document.FetchedAt) _documents[document.Name] = document;
        return Task.CompletedTask;
    }

    Task IDocumentsGrain.DeleteAsync(string name, CancellationToken cancellationToken)
    {
        _documents.Remove(name);
        return Task.CompletedTask;
    }

    Task<ImmutableArray<DocumentMessage>> IDocumentsGrain.ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var found = _documents.Values.Where(document => document.Name.StartsWith(prefix, StringComparison.Ordinal));
        return Task.FromResult<ImmutableArray<DocumentMessage>>([.. found.Select(document => document with { Payload = [] })]);
    }
}
