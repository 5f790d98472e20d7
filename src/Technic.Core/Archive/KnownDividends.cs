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
public sealed class KnownDividends(IDocumentStore documents, MarketClock clock, ILogger<KnownDividends> logger)
{
    /// <summary>The name of the document.</summary>
    public const string DocumentName = "dividends";

    private readonly StoredBook<DividendBook> _stored = new(DocumentName, DividendBookFormat.Instance, documents, clock.Time, logger);

    /// <summary>The dividends known at present.</summary>
    public DividendBook Dividends => _stored.Book;

    /// <summary>Whether all dividends with an ex-date from a day on are known, as listed by the provider at an instant or later.</summary>
    public bool IsKnown(DateOnly from, DateTimeOffset checkedSince) =>
        _stored.Book is var book && book.From <= from && book.CheckedAt >= checkedSince && !_stored.IsFromFuture(book);

    /// <summary>Reads what this process or others have stored.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken) =>
        await _stored.RefreshAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Adds a response of the provider.</summary>
    /// <param name="answer">The dividends.</param>
    /// <param name="asked">The requested ex-dates.</param>
    /// <param name="at">The time of the request.</param>
    /// <param name="cancellationToken">Cancels storing them.</param>
    public async ValueTask AddAsync(
        IReadOnlyList<Dividend> answer, DayRange asked, DateTimeOffset at, CancellationToken cancellationToken) =>
        await _stored.ChangeAsync(book => book.With(answer, asked.From, asked.To, at), cancellationToken).ConfigureAwait(false);
}
