using Technic.Core.Histories;

namespace Technic.Core.Storage;

/// <summary>The outcome of reading one key from the store.</summary>
public enum StoreOutcome
{
    /// <summary>A history was read; the cache decides whether it is still fresh.</summary>
    Found,

    /// <summary>The store has nothing for the key.</summary>
    Missing,

    /// <summary>The row is damaged or has an unknown layout; it counts as missing and will be replaced.</summary>
    Damaged,

    /// <summary>The store failed.</summary>
    Unavailable,
}

/// <summary>The result of reading one key; it has a <paramref name="History"/> exactly when it was found.</summary>
public readonly record struct StoreRead(StoreOutcome Outcome, PriceHistory? History)
{
    public static StoreRead Missing { get; } = new(StoreOutcome.Missing, null);
    public static StoreRead Damaged { get; } = new(StoreOutcome.Damaged, null);
    public static StoreRead Unavailable { get; } = new(StoreOutcome.Unavailable, null);
    public static StoreRead Found(PriceHistory history) => new(StoreOutcome.Found, history);
}

/// <summary>
/// L2: histories that survive a restart, with the time of their fetch. Many keys are read at once. A failing store returns
/// <see cref="StoreOutcome.Unavailable"/>; a read throws only <see cref="OperationCanceledException"/>.
/// </summary>
public interface IHistoryStore
{
    /// <summary>Reads keys.</summary>
    /// <returns>One result for each key, in the order of <paramref name="keys"/>.</returns>
    ValueTask<IReadOnlyList<StoreRead>> ReadAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Writes histories, replacing older ones of the same key. A stored one with a later <see cref="PriceHistory.FetchedAt"/> is kept.
    /// </summary>
    /// <exception cref="HistoryStoreException">Nothing of this call was stored.</exception>
    ValueTask WriteAsync(IReadOnlyList<PriceHistory> histories, CancellationToken cancellationToken);
}

/// <summary>The store failed. The message is one sentence for the user.</summary>
public sealed class HistoryStoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether a retry within seconds may help: the store is locked by another program.</summary>
    public bool IsTransient { get; init; }
}
