using Technic.Core.Storage;

namespace Technic.Core.Studies;

/// <summary>
/// The finished studies of a run that was cancelled, as a document of the store of a source. Only those of the last cancelled run are kept.
/// </summary>
/// <param name="documents">The store.</param>
/// <param name="time">The clock.</param>
public sealed class UnfinishedStudies(IDocumentStore documents, TimeProvider time)
{
    /// <summary>The name of the document.</summary>
    public const string DocumentName = "study/unfinished";

    /// <summary>The finished studies of a run, without their signals: the first ones of the requests; none if there are none.</summary>
    /// <param name="run">The name of the run.</param>
    /// <param name="requests">The requests of the run.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<IReadOnlyList<StudyResult>> ReadAsync(
        string run, IReadOnlyList<StudyRequest> requests, CancellationToken cancellationToken)
    {
        var read = await documents.ReadDocumentAsync(DocumentName, cancellationToken).ConfigureAwait(false);
        return read.Document is { } document ? StudyCodec.DecodeRun(document.Payload.Span, run, requests) ?? [] : [];
    }

    /// <summary>Keeps finished studies.</summary>
    /// <param name="run">The name of the run.</param>
    /// <param name="studies">The studies of the first requests.</param>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public async ValueTask KeepAsync(string run, IReadOnlyList<StudyResult> studies)
    {
        var document = new StoredDocument(StudyCodec.EncodeRun(run, studies), time.GetUtcNow());
        await documents.WriteDocumentAsync(DocumentName, document, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Removes them when the run has ended.</summary>
    /// <exception cref="HistoryStoreException">They were not removed.</exception>
    public ValueTask DeleteAsync(CancellationToken cancellationToken) => documents.DeleteDocumentAsync(DocumentName, cancellationToken);
}
