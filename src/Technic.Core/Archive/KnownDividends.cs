using Microsoft.Extensions.Logging;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>
/// The known dividends of the market, stored as one document beside the splits. No stored data depends on them: they are read and applied
/// when a request asks for total returns. Thread-safe.
/// </summary>
/// <param name="documents">The store of the document.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
public sealed partial class KnownDividends(IDocumentStore documents, MarketClock clock, ILogger<KnownDividends> logger)
{
    /// <summary>The name of the document.</summary>
    public const string DocumentName = "dividends";

    private volatile DividendBook _book = DividendBook.Empty;

    /// <summary>The dividends known at present.</summary>
    public DividendBook Dividends => _book;

    /// <summary>Whether all dividends with an ex-date from a day on are known, as listed by the provider at an instant or later.</summary>
    public bool IsKnown(DateOnly from, DateTimeOffset checkedSince) => 
        _book.From <= from && _book.CheckedAt >= checkedSince && !clock.IsFromFuture(_book.CheckedAt);

    /// <summary>Reads what this process or others have stored.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var read = await documents.ReadDocumentAsync(DocumentName, cancellationToken).ConfigureAwait(false);
        // Data that a wrong clock checked is requested again.
        if (clock.IsFromFuture(_book.CheckedAt)) _book = DividendBook.Empty;
        if (read.Document is not { } document || document.FetchedAt < _book.CheckedAt) return;
        if (clock.IsFromFuture(document.FetchedAt))
        {
            await ForgetAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        if (DividendBookDocument.TryDecode(document.Payload, out var book)) _book = book;
        else LogUnreadable();
    }

    /// <summary>Adds a response of the provider.</summary>
    /// <param name="answer">The dividends.</param>
    /// <param name="asked">The requested ex-dates.</param>
    /// <param name="at">The time of the request.</param>
    /// <param name="cancellationToken">Cancels storing them.</param>
    public async ValueTask AddAsync(IReadOnlyList<Dividend> answer, DayRange asked, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (clock.IsFromFuture(_book.CheckedAt))
        {
            _book = DividendBook.Empty;
            await ForgetAsync(cancellationToken).ConfigureAwait(false);
        }
        var book = _book.With(answer, asked.From, asked.To, at);
        _book = book;
        try
        {
            var document = new StoredDocument(DividendBookDocument.Encode(book), book.CheckedAt);
            await documents.WriteDocumentAsync(DocumentName, document, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(problem.Message);
        }
    }

    /// <summary>Deletes the document: a store keeps the later of two documents, so one with a future time must be removed.</summary>
    private async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        try
        {
            await documents.DeleteDocumentAsync(DocumentName, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored dividends cannot be read and will be requested again.")]
    private partial void LogUnreadable();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dividends were not stored and are kept in memory. {Reason}")]
    private partial void LogNotStored(string reason);
}
