using System.Diagnostics.CodeAnalysis;
using Technic.Core.Market;

namespace Technic.Core.Storage;

/// <summary>How a book is kept as one document.</summary>
internal interface IBookFormat<TBook>
    where TBook : class, IBook<TBook>
{
    /// <summary>What its records are called in the log, e.g. <c>splits</c>.</summary>
    string What { get; }

    /// <summary>The document's payload; its time is that of the last check.</summary>
    ReadOnlyMemory<byte> Encode(TBook book);

    /// <summary>Reads a document, whatever it holds; one that is not in every part what <see cref="Encode"/> writes is none.</summary>
    bool TryDecode(StoredDocument document, [NotNullWhen(true)] out TBook? book);
}
