using Microsoft.Extensions.Logging;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>
/// Which tickers securities had, as far as the provider was asked: kept as one document beside the splits, so that each symbol is asked
/// about once. Safe for concurrent use.
/// </summary>
public sealed class KnownTickers
{
    /// <summary>The document's name.</summary>
    public const string DocumentName = "tickers";

    /// <summary>How long an answer is believed: a ticker may have changed since.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    private readonly StoredBook<TickerBook> _stored;
    private readonly MarketClock _clock;

    /// <param name="documents">Where they are kept.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">The log.</param>
    public KnownTickers(IDocumentStore documents, MarketClock clock, ILogger<KnownTickers> logger)
    {
        _clock = clock;
        _stored = new StoredBook<TickerBook>(DocumentName, TickerBookFormat.Instance, documents, clock.Time, logger)
        {
            Changed = (before, after) =>
            {
                if (!after.HasSameEvents(before)) Changed();
            },
        };
    }

    /// <summary>Runs when further ticker events are known.</summary>
    public Action Changed { get; init; } = () => { };

    /// <summary>What is known now.</summary>
    public TickerBook Tickers => _stored.Book;

    /// <summary>Whether the provider was asked about a symbol, and what it answered is still believed.</summary>
    public bool IsKnown(Symbol symbol) =>
        Tickers.EventsOf(symbol) is { } events && _clock.Now - events.AskedAt < Life && !_clock.IsFromFuture(events.AskedAt);

    /// <summary>Reads what this process or others have stored.</summary>
    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => _stored.RefreshAsync(cancellationToken);

    /// <summary>Enters what the provider answered about a symbol.</summary>
    public async ValueTask AddAsync(TickerEvents answer, CancellationToken cancellationToken)
    {
        // Another process may have asked about other symbols since.
        await _stored.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await _stored.ChangeAsync(book => book.With(answer), cancellationToken).ConfigureAwait(false);
    }
}
