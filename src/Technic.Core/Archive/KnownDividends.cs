using Microsoft.Extensions.Logging;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>
/// The market's dividends as far as they are known, kept as one document beside the splits. Nothing that is kept depends on them: they are read and applied when a
/// request asks for total returns. Safe for concurrent use.
/// </summary>
/// <param name="documents">Where they are kept.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
public sealed class KnownDividends(IDocumentStore documents, MarketClock clock, ILogger<KnownDividends> logger)
{
    /// <summary>The document's name.</summary>
    public const string DocumentName = "dividends";

    private readonly StoredBook<DividendBook> _stored = new(DocumentName, DividendBookFormat.Instance, documents, clock.Time, logger);

    /// <summary>The dividends known now.</summary>
    public DividendBook Dividends => _stored.Book;

    /// <summary>Whether every dividend with an ex-date from a day on is known, as the provider lists them at an instant or later.</summary>
    public bool IsKnown(DateOnly from, DateTimeOffset checkedSince) =>
        _stored.Book is var book && book.From <= from && book.CheckedAt >= checkedSince && !_stored.IsFromFuture(book);

    /// <summary>Reads what this process or others have stored.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken) => await _stored.RefreshAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Enters what the provider answered.</summary>
    /// <param name="answer">The dividends.</param>
    /// <param name="asked">The ex-dates that it was asked for.</param>
    /// <param name="at">When it was asked.</param>
    /// <param name="cancellationToken">Gives up storing them.</param>
    public async ValueTask AddAsync(IReadOnlyList<Dividend> answer, DayRange asked, DateTimeOffset at, CancellationToken cancellationToken) =>
        await _stored.ChangeAsync(book => book.With(answer, asked.From, asked.To, at), cancellationToken).ConfigureAwait(false);
}
