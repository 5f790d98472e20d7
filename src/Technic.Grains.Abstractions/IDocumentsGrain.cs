using System.Collections.Immutable;
using Technic.Grains.Messages;

namespace Technic.Grains;

/// <summary>Documents in memory, for a cluster without a database; the key is the source's name. They last as long as the silo that has them.</summary>
[Alias("technic.IDocumentsGrain")]
public interface IDocumentsGrain : IGrainWithStringKey
{
    [Alias("Read")]
    Task<DocumentMessage?> ReadAsync(string name, CancellationToken cancellationToken = default);

    [Alias("Write")]
    Task WriteAsync(DocumentMessage document, CancellationToken cancellationToken = default);

    /// <summary>Removes a document; does nothing when there is none of that name.</summary>
    [Alias("Delete")]
    Task DeleteAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The documents whose names begin with a text, by name, without their payloads.</summary>
    [Alias("List")]
    Task<ImmutableArray<DocumentMessage>> ListAsync(string prefix, CancellationToken cancellationToken = default);
}
