using System.Globalization;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Archive;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>
/// The documents of the market as a silo sees them. Each has an owner in the cluster: a day its <see cref="IMarketDayGrain"/>, the splits
/// and the other lists their <see cref="IMarketBookGrain"/>, the notes on days the <see cref="IMarketIndexGrain"/>.
/// </summary>
internal sealed class MarketStates(IGrainFactory grains) : IDocumentStore
{
    /// <summary>The key of the one index.</summary>
    public const string IndexKey = "days";

    private const string DateFormat = "yyyy-MM-dd";

    /// <inheritdoc/>
    public async ValueTask<DocumentRead> ReadDocumentAsync(string name, CancellationToken cancellationToken)
    {
        if (OwnerOf(name) is not { } owner) return DocumentRead.Missing;
        try
        {
            var answer = await owner.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new DocumentRead(
                answer.Outcome, answer.Document is { } found ? new StoredDocument(found.Payload, found.FetchedAt) : null);
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            return DocumentRead.Unavailable;
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken) => ChangeAsync(
        name,
        owner => owner.KeepAsync(new MarketDocument(document.Payload.ToArray(), document.FetchedAt), cancellationToken),
        index => index.AddAsync(name, document.FetchedAt, cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteDocumentAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(
            name, owner => owner.ForgetAsync(cancellationToken), index => index.RemoveAsync(name, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DocumentEntry>?> ListDocumentsAsync(string prefix, CancellationToken cancellationToken)
    {
        try
        {
            if (await Index.ListAsync(cancellationToken).ConfigureAwait(false) is not { } index) return null;
            return [.. index.Names.Zip(index.Times, (name, at) => new DocumentEntry(name, at))
                .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))];
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            return null;
        }
    }

    private IMarketIndexGrain Index => grains.GetGrain<IMarketIndexGrain>(IndexKey);

    /// <summary>The grain that owns a document; <c>null</c> for a note, which is an entry of the index.</summary>
    private IMarketDocument? OwnerOf(string name)
    {
        if (!name.StartsWith(MarketArchive.DayPrefix, StringComparison.Ordinal)) return grains.GetGrain<IMarketBookGrain>(name);
        var day = name[MarketArchive.DayPrefix.Length..];
        return DateOnly.TryParseExact(day, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? grains.GetGrain<IMarketDayGrain>(day)
            : null;
    }

    /// <exception cref="HistoryStoreException">No silo took the change.</exception>
    private async ValueTask ChangeAsync(
        string name, Func<IMarketDocument, Task> change, Func<IMarketIndexGrain, Task> changeNote, CancellationToken cancellationToken)
    {
        try
        {
            await (OwnerOf(name) is { } owner ? change(owner) : changeNote(Index)).ConfigureAwait(false);
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            throw new HistoryStoreException($"The silo that owns '{name}' was lost: {LostCall.ReasonOf(problem)}.", problem);
        }
    }
}
