using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>The known splits of the market, stored as one document. Thread-safe.</summary>
/// <param name="documents">The store of the document.</param>
/// <param name="clock">What the market has published.</param>
/// <param name="logger">The log.</param>
public sealed partial class KnownSplits(IDocumentStore documents, MarketClock clock, ILogger<KnownSplits> logger) : ISplits
{
    /// <summary>The name of the document.</summary>
    public const string DocumentName = "splits";

    private volatile SplitBook _book = SplitBook.Empty;

    /// <inheritdoc/>
    public SplitBook Splits => _book;

    /// <summary>Runs after splits have changed.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>Whether a snapshot has all splits for the adjustment of raw bars of a window.</summary>
    public bool Cover(SplitBook book, DateOnly from, DateOnly to) => IsKnown(book, from, clock.PublishedAt(to));

    /// <summary>Whether a snapshot has all splits executed from a day on, as listed by the provider at an instant or later.</summary>
    public bool IsKnown(SplitBook book, DateOnly from, DateTimeOffset checkedSince) =>
        book.From <= from && book.CheckedAt >= checkedSince && !IsFromFuture(book);

    /// <summary>Reads what others have stored.</summary>
    /// <returns>Whether the store responded.</returns>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var read = await documents.ReadDocumentAsync(DocumentName, cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Unavailable) return false;
        // A document that another process stored with a correct clock is older than one of this process with a wrong clock.
        if (IsFromFuture(_book)) Replace(Unchecked(_book));
        if (read.Document is not { } document || document.FetchedAt < _book.CheckedAt) return true;
        if (!SplitBookDocument.TryDecode(document.Payload, out var book)) LogUnreadable();
        else if (IsFromFuture(book)) await ForgetCheckAsync(book, cancellationToken).ConfigureAwait(false);
        // A copy of the same check that was stored before the prices decided is not newer.
        else if (book.CheckedAt > _book.CheckedAt || book.Disputed.IsEmpty || !_book.Disputed.IsEmpty) Replace(book);
        return true;
    }

    /// <summary>Adds a response of the provider.</summary>
    /// <param name="answer">The splits.</param>
    /// <param name="asked">The requested execution dates.</param>
    /// <param name="at">The time of the request.</param>
    /// <param name="cancellationToken">Cancels storing them.</param>
    public async ValueTask AddAsync(IReadOnlyList<Split> answer, DayRange asked, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (IsFromFuture(_book)) await ForgetCheckAsync(_book, cancellationToken).ConfigureAwait(false);
        var book = _book.With(answer, asked.From, asked.To, at);
        foreach (var disputed in book.Disputed) LogDisputed(disputed.Symbol, Text(disputed.Records), Text(disputed.InEffect));
        Replace(book);
        await TryWriteAsync(book, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records the decisions of prices about events of a snapshot.</summary>
    /// <param name="book">The snapshot.</param>
    /// <param name="decided">The records of each event with their standing.</param>
    /// <param name="cancellationToken">Cancels storing them.</param>
    /// <returns>The snapshot with the decisions.</returns>
    public async ValueTask<SplitBook> DecideAsync(
        SplitBook book, IReadOnlyList<IReadOnlyList<KnownSplit>> decided, CancellationToken cancellationToken)
    {
        if (decided.Count == 0) return book;
        // Others may have made the same decision, or read a copy of the document, since the snapshot was taken; the caller keeps its
        // snapshot.
        var known = _book;
        if (known.Disputed.IsEmpty) return book.WithDecided(decided);
        var settled = known.WithDecided(decided);
        foreach (var records in decided)
        {
            var confirmed = Text(records.Where(record => record.Standing == SplitStanding.Confirmed));
            LogDecided(records[0].Split.Symbol, Text(records), confirmed.Length == 0 ? "none of them" : confirmed);
        }
        Replace(settled);
        await TryWriteAsync(settled, cancellationToken).ConfigureAwait(false);
        return book == known ? settled : book.WithDecided(decided);
    }

    /// <summary>Adds splits that are not from the provider (<see cref="SplitBook.WithImported"/>).</summary>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public async ValueTask ImportAsync(
        IReadOnlyList<Split> splits, DateOnly from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (IsFromFuture(_book)) await ForgetCheckAsync(_book, cancellationToken).ConfigureAwait(false);
        var book = _book.WithImported(splits, from, until);
        await WriteAsync(book, cancellationToken).ConfigureAwait(false);
        Replace(book);
    }

    /// <summary>Whether the splits were checked with a wrong clock.</summary>
    private bool IsFromFuture(SplitBook book) => clock.IsFromFuture(book.CheckedAt);

    /// <summary>
    /// Keeps the splits of a wrong clock, but requests all of them again. A store keeps the later of two documents, so the document is
    /// removed.
    /// </summary>
    private async ValueTask ForgetCheckAsync(SplitBook book, CancellationToken cancellationToken)
    {
        Replace(Unchecked(book));
        try
        {
            await documents.DeleteDocumentAsync(DocumentName, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(problem.Message);
        }
    }

    private static SplitBook Unchecked(SplitBook book) => new(DateOnly.MaxValue, DateTimeOffset.MinValue, book.Splits);

    private void Replace(SplitBook book)
    {
        var hasChanged = !book.Splits.SequenceEqual(_book.Splits);
        _book = book;
        if (hasChanged) Changed();
    }

    private static string Text(IEnumerable<KnownSplit> records) => string.Join(
        ", ", records.Select(record => string.Create(
            CultureInfo.InvariantCulture, $"{record.Split.ExecutionDate:yyyy-MM-dd} ×{record.Split.Ratio:0.######}")));

    private async ValueTask TryWriteAsync(SplitBook book, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(book, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(problem.Message);
        }
    }

    private ValueTask WriteAsync(SplitBook book, CancellationToken cancellationToken) =>
        documents.WriteDocumentAsync(DocumentName, new StoredDocument(SplitBookDocument.Encode(book), book.CheckedAt), cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The provider lists several splits of {Symbol} for one event ({Records}); {InEffect} is used until the prices of these days "
        + "are known.")]
    private partial void LogDisputed(Symbol symbol, string records, string inEffect);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Of the splits of {Symbol} for one event ({Records}) the price gap fits {Confirmed}.")]
    private partial void LogDecided(Symbol symbol, string records, string confirmed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored splits cannot be read and will be requested again.")]
    private partial void LogUnreadable();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The splits were not stored and are kept in memory. {Reason}")]
    private partial void LogNotStored(string reason);
}
