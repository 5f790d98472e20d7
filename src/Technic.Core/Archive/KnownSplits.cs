using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>The known splits of the market, stored as one document. Thread-safe.</summary>
public sealed partial class KnownSplits : ISplits
{
    /// <summary>The name of the document.</summary>
    public const string DocumentName = "splits";

    private readonly StoredBook<SplitBook> _stored;
    private readonly MarketClock _clock;
    private readonly ILogger<KnownSplits> _logger;

    /// <param name="documents">Where they are kept.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="logger">The log.</param>
    public KnownSplits(IDocumentStore documents, MarketClock clock, ILogger<KnownSplits> logger)
    {
        (_clock, _logger) = (clock, logger);
        _stored = new StoredBook<SplitBook>(DocumentName, SplitBookFormat.Instance, documents, clock.Time, logger)
        {
            Changed = (before, after) =>
            {
                if (!after.Splits.SequenceEqual(before.Splits)) Changed();
            },
        };
    }

    /// <inheritdoc/>
    public SplitBook Splits => _stored.Book;

    /// <summary>Runs after splits have changed.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>Whether a snapshot has all splits for the adjustment of raw bars of a window.</summary>
    public bool Cover(SplitBook book, DateOnly from, DateOnly to) => IsKnown(book, from, _clock.PublishedAt(to));

    /// <summary>Whether a snapshot has all splits executed from a day on, as listed by the provider at an instant or later.</summary>
    public bool IsKnown(SplitBook book, DateOnly from, DateTimeOffset checkedSince) =>
        book.From <= from && book.CheckedAt >= checkedSince && !_stored.IsFromFuture(book);

    /// <summary>Reads what others have stored.</summary>
    /// <returns>Whether the store responded.</returns>
    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => _stored.RefreshAsync(cancellationToken);

    /// <summary>Adds a response of the provider.</summary>
    /// <param name="answer">The splits.</param>
    /// <param name="asked">The requested execution dates.</param>
    /// <param name="at">The time of the request.</param>
    /// <param name="cancellationToken">Cancels storing them.</param>
    public async ValueTask AddAsync(IReadOnlyList<Split> answer, DayRange asked, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var book = await _stored.ChangeAsync(known => known.With(answer, asked.From, asked.To, at), cancellationToken)
            .ConfigureAwait(false);
        foreach (var disputed in book.Disputed) LogDisputed(disputed.Symbol, Text(disputed.Records), Text(disputed.InEffect));
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
        var known = Splits;
        if (known.Disputed.IsEmpty) return book.WithDecided(decided);
        var settled = await _stored.ChangeAsync(now => now.WithDecided(decided), cancellationToken).ConfigureAwait(false);
        foreach (var records in decided)
        {
            var confirmed = Text(records.Where(record => record.Standing == SplitStanding.Confirmed));
            LogDecided(records[0].Split.Symbol, Text(records), confirmed.Length == 0 ? "none of them" : confirmed);
        }
        return book == known ? settled : book.WithDecided(decided);
    }

    /// <summary>Adds splits that are not from the provider (<see cref="SplitBook.WithImported"/>).</summary>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public ValueTask ImportAsync(IReadOnlyList<Split> splits, DateOnly from, DateTimeOffset until, CancellationToken cancellationToken) =>
        _stored.StoreAsync(book => book.WithImported(splits, from, until), cancellationToken);

    private static string Text(IEnumerable<KnownSplit> records) => string.Join(
        ", ", records.Select(record => string.Create(
            CultureInfo.InvariantCulture, $"{record.Split.ExecutionDate:yyyy-MM-dd} ×{record.Split.Ratio:0.######}")));

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The provider lists several splits of {Symbol} for one event ({Records}); {InEffect} is used until the prices of these days "
        + "are known.")]
    private partial void LogDisputed(Symbol symbol, string records, string inEffect);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Of the splits of {Symbol} for one event ({Records}) the price gap fits {Confirmed}.")]
    private partial void LogDecided(Symbol symbol, string records, string confirmed);
}
