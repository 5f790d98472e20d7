using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Storage;

/// <summary>A queued change of a store.</summary>
/// <param name="Key">The key of the change: later changes of the same key replace it in the queue.</param>
/// <param name="Bytes">The approximate size in memory, in bytes.</param>
internal abstract record PendingWrite(object Key, long Bytes)
{
    /// <summary>Whether this change makes an earlier one of the same key unnecessary.</summary>
    public abstract bool Replaces(PendingWrite earlier);

    /// <summary>Whether an earlier change of the same key makes this one unnecessary.</summary>
    public abstract bool IsObsoleteAfter(PendingWrite earlier);
}

/// <summary>A history to store.</summary>
internal sealed record HistoryWrite(PriceHistory History)
    : PendingWrite(History.Key, (History.Bars.Count * BytesPerBar(History.Bars)) + BytesPerHistory)
{
    private const long BytesPerHistory = 200;

    private static long BytesPerBar(BarSeries bars) => sizeof(int) + (bars.Columns * sizeof(double));

    public override bool Replaces(PendingWrite earlier) => ((HistoryWrite)earlier).History.FetchedAt <= History.FetchedAt;

    public override bool IsObsoleteAfter(PendingWrite earlier) => !Replaces(earlier);
}

/// <summary>A change of one document.</summary>
/// <param name="Store">The store of the document.</param>
/// <param name="Name">The name of the document.</param>
/// <param name="Size">The length of its payload, in bytes.</param>
internal abstract record DocumentChange(IDocumentStore Store, string Name, long Size)
    : PendingWrite(KeyOf(Store, Name), Size + BytesPerDocument)
{
    private const long BytesPerDocument = 200;

    public static object KeyOf(IDocumentStore store, string name) => (store, name);

    public abstract ValueTask ApplyAsync(CancellationToken cancellationToken);
}

/// <summary>A document to store.</summary>
internal sealed record DocumentWrite(IDocumentStore Store, string Name, StoredDocument Document)
    : DocumentChange(Store, Name, Document.Payload.Length)
{
    // A removal stays before a write, because the stored document that it removes may have a later time.
    public override bool Replaces(PendingWrite earlier) => earlier is DocumentWrite other && other.Document.FetchedAt <= Document.FetchedAt;

    public override bool IsObsoleteAfter(PendingWrite earlier) => earlier is DocumentWrite && !Replaces(earlier);

    public override ValueTask ApplyAsync(CancellationToken cancellationToken) =>
        Store.WriteDocumentAsync(Name, Document, cancellationToken);
}

/// <summary>A document to remove.</summary>
internal sealed record DocumentRemoval(IDocumentStore Store, string Name) : DocumentChange(Store, Name, 0)
{
    public override bool Replaces(PendingWrite earlier) => true;

    public override bool IsObsoleteAfter(PendingWrite earlier) => false;

    public override ValueTask ApplyAsync(CancellationToken cancellationToken) => Store.DeleteDocumentAsync(Name, cancellationToken);
}
