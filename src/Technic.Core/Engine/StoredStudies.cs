using Technic.Core.Storage;

namespace Technic.Core.Engine;

/// <summary>
/// Ended studies in the store of an engine, so that their addresses outlast the process: a document for the status of each, and one for
/// its result. The last <see cref="KeptStudy.Most"/> are kept.
/// </summary>
/// <param name="documents">The store.</param>
public sealed class StoredStudies(IDocumentStore documents)
{
    /// <summary>The prefix of the documents of statuses; the id follows.</summary>
    public const string StatusPrefix = "study/kept/";

    private const string ResultPrefix = "study/result/";

    /// <summary>Keeps a study that has ended, and removes the oldest ones over the limit.</summary>
    /// <exception cref="HistoryStoreException">It was not stored.</exception>
    public async ValueTask KeepAsync(KeptStudy study, CancellationToken cancellationToken)
    {
        var at = study.EndedAt ?? study.StartedAt;
        await WriteAsync(ResultPrefix, study, at, cancellationToken).ConfigureAwait(false);
        await WriteAsync(StatusPrefix, study with { Result = null }, at, cancellationToken).ConfigureAwait(false);
        if (await documents.ListDocumentsAsync(StatusPrefix, cancellationToken).ConfigureAwait(false) is not { } kept) return;
        foreach (var oldest in kept.OrderByDescending(entry => entry.FetchedAt).Skip(KeptStudy.Most))
            await DeleteAsync(oldest.Name[StatusPrefix.Length..], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A study with its result; <c>null</c> if it is not kept, or not readable.</summary>
    public ValueTask<KeptStudy?> FindAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync(ResultPrefix + id, cancellationToken);

    /// <summary>The studies, without their results; the latest first.</summary>
    public async ValueTask<IReadOnlyList<KeptStudy>> ListAsync(CancellationToken cancellationToken)
    {
        var studies = new List<KeptStudy>();
        foreach (var entry in await documents.ListDocumentsAsync(StatusPrefix, cancellationToken).ConfigureAwait(false) ?? [])
        {
            if (await ReadAsync(entry.Name, cancellationToken).ConfigureAwait(false) is { } study) studies.Add(study);
        }
        return [.. studies.OrderByDescending(study => study.StartedAt)];
    }

    /// <summary>Removes a study.</summary>
    /// <exception cref="HistoryStoreException">It was not removed.</exception>
    public async ValueTask DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await documents.DeleteDocumentAsync(StatusPrefix + id, cancellationToken).ConfigureAwait(false);
        await documents.DeleteDocumentAsync(ResultPrefix + id, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask WriteAsync(string prefix, KeptStudy study, DateTimeOffset at, CancellationToken cancellationToken) =>
        documents.WriteDocumentAsync(prefix + study.Id, new StoredDocument(KeptStudyCodec.Encode(study), at), cancellationToken);

    private async ValueTask<KeptStudy?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var read = await documents.ReadDocumentAsync(name, cancellationToken).ConfigureAwait(false);
        return read.Document is { } document ? KeptStudyCodec.Decode(document.Payload.Span)?.Study : null;
    }
}
