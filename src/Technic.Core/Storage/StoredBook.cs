using Microsoft.Extensions.Logging;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Storage;

/// <summary>
/// A book in memory and as one document of a store, which processes share: the copy that was checked last counts. What a wrong clock
/// checked is not believed, and its document is removed, because a store keeps the later of two. A document that could not be read is
/// never overwritten: changes made meanwhile stay in memory and are repeated on the document once the store answers. Safe for concurrent
/// use.
/// </summary>
/// <param name="name">The document's name.</param>
/// <param name="format">How it is written.</param>
/// <param name="documents">Where it is kept.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class StoredBook<TBook>(
    string name, IBookFormat<TBook> format, IDocumentStore documents, TimeProvider time, ILogger logger)
    where TBook : class, IBook<TBook>
{
    private readonly Lock _gate = new();

    // The changes that were made while the store could not be read; the gate guards them.
    private readonly List<Func<TBook, TBook>> _unwritten = [];
    private volatile TBook _book = TBook.Empty;
    private volatile bool _isRead;
    private long _refreshedAt = long.MinValue;

    /// <summary>What is known now.</summary>
    public TBook Book => _book;

    /// <summary>Runs with the book before and after it was replaced.</summary>
    public Action<TBook, TBook> Changed { get; init; } = (_, _) => { };

    /// <summary>Whether a book was checked by a clock that was wrong.</summary>
    public bool IsFromFuture(TBook book) => MarketClock.IsFromFuture(book.CheckedAt, time.GetUtcNow());

    /// <summary>Reads what this process or others have stored.</summary>
    /// <returns>Whether the store answered; one that does not takes nothing away.</returns>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var read = await documents.ReadDocumentAsync(name, cancellationToken).ConfigureAwait(false);
        _isRead = read.Outcome != StoreOutcome.Unavailable;
        if (!_isRead) return false;
        Volatile.Write(ref _refreshedAt, time.GetTimestamp());
        // What another process stored by a clock that is right is older than what this one holds by a wrong one.
        if (IsFromFuture(_book)) Replace(_ => _book.Unchecked());
        if (read.Document is { } document && (document.FetchedAt >= _book.CheckedAt || HasUnwritten))
        {
            if (!format.TryDecode(document, out var book)) LogUnreadable(format.What);
            else if (IsFromFuture(book)) await ForgetCheckAsync(book, cancellationToken).ConfigureAwait(false);
            else Replace(held => TakenOver(book, held));
        }
        if (TakeUnwritten()) await TryWriteAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>As <see cref="RefreshAsync(CancellationToken)"/>, unless that was done within a time.</summary>
    public async ValueTask RefreshAsync(TimeSpan unlessWithin, CancellationToken cancellationToken)
    {
        var at = Volatile.Read(ref _refreshedAt);
        if (at == long.MinValue || time.GetElapsedTime(at) >= unlessWithin) await RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes the book and stores it; when the store fails, the change stays in memory.</summary>
    /// <returns>The changed book.</returns>
    public async ValueTask<TBook> ChangeAsync(Func<TBook, TBook> change, CancellationToken cancellationToken)
    {
        if (IsFromFuture(_book)) await ForgetCheckAsync(_book, cancellationToken).ConfigureAwait(false);
        if (!_isRead && !await RefreshAsync(cancellationToken).ConfigureAwait(false))
        {
            LogNotStored(format.What, "The store could not be read.");
            return Replace(change, isUnwritten: true);
        }
        var changed = Replace(change);
        await TryWriteAsync(cancellationToken).ConfigureAwait(false);
        return changed;
    }

    /// <summary>Reads what others have stored, stores a change and then makes it; when the store fails, nothing has changed.</summary>
    /// <exception cref="HistoryStoreException">It was not stored.</exception>
    public async ValueTask StoreAsync(Func<TBook, TBook> change, CancellationToken cancellationToken)
    {
        if (!await RefreshAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new HistoryStoreException(
                $"The stored {format.What} cannot be read now, and nothing was changed. Try again in a moment.");
        }
        if (IsFromFuture(_book)) await ForgetCheckAsync(_book, cancellationToken).ConfigureAwait(false);
        await WriteAsync(change(_book), cancellationToken).ConfigureAwait(false);
        Replace(change);
    }

    /// <summary>Keeps what a wrong clock's check is worth, and has the document removed.</summary>
    private async ValueTask ForgetCheckAsync(TBook book, CancellationToken cancellationToken)
    {
        Replace(held => TakenOver(book.Unchecked(), held, isLater: true));
        try
        {
            await documents.DeleteDocumentAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(format.What, problem.Message);
        }
    }

    /// <summary>The book after a document was read; the caller holds the gate.</summary>
    private TBook TakenOver(TBook stored, TBook held, bool isLater = false)
    {
        if (_unwritten.Count > 0) return _unwritten.Aggregate(stored, (book, change) => change(book));
        return isLater || stored.Supersedes(held) ? stored : held;
    }

    private bool HasUnwritten
    {
        get
        {
            lock (_gate) return _unwritten.Count > 0;
        }
    }

    /// <returns>Whether changes were made while the store could not be read; they are in the book now.</returns>
    private bool TakeUnwritten()
    {
        lock (_gate)
        {
            var has = _unwritten.Count > 0;
            _unwritten.Clear();
            return has;
        }
    }

    private async ValueTask TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var written = default(TBook); written != _book;)
            {
                written = _book;
                await WriteAsync(written, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(format.What, problem.Message);
        }
    }

    private ValueTask WriteAsync(TBook book, CancellationToken cancellationToken) =>
        documents.WriteDocumentAsync(name, new StoredDocument(format.Encode(book), book.CheckedAt), cancellationToken);

    private TBook Replace(Func<TBook, TBook> change, bool isUnwritten = false)
    {
        TBook before, after;
        lock (_gate)
        {
            before = _book;
            _book = after = change(before);
            if (isUnwritten) _unwritten.Add(change);
        }
        if (before != after) Changed(before, after);
        return after;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored {What} cannot be read and will be requested again.")]
    private partial void LogUnreadable(string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {What} were not stored and are kept in memory. {Reason}")]
    private partial void LogNotStored(string what, string reason);
}
