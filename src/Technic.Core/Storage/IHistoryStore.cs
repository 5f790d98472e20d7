using Technic.Core.Histories;

namespace Technic.Core.Storage;

/// <summary>How one key fared in the store.</summary>
public enum StoreOutcome
{
    /// <summary>A history was read; whether it is still fresh is for the cache to say.</summary>
    Found,

    /// <summary>The store has nothing for the key.</summary>
    Missing,

    /// <summary>The row is damaged or of a layout that cannot be read; it counts as missing and will be written anew.</summary>
    Damaged,

    /// <summary>The store could not be asked.</summary>
    Unavailable,
}

/// <summary>What the store has for one key; <paramref name="History"/> is there exactly when it was found.</summary>
public readonly record struct StoreRead(StoreOutcome Outcome, PriceHistory? History)
{
    public static StoreRead Missing { get; } = new(StoreOutcome.Missing, null);
    public static StoreRead Damaged { get; } = new(StoreOutcome.Damaged, null);
    public static StoreRead Unavailable { get; } = new(StoreOutcome.Unavailable, null);
    public static StoreRead Found(PriceHistory history) => new(StoreOutcome.Found, history);
}

/// <summary>
/// L2: histories that survive a restart, with the time they were fetched. Many keys are one question. A store that is out of order
/// answers <see cref="StoreOutcome.Unavailable"/> and never throws anything but <see cref="OperationCanceledException"/> from a read.
/// </summary>
public interface IHistoryStore
{
    /// <summary>Reads keys.</summary>
    /// <returns>One answer a key, in the order of <paramref name="keys"/>.</returns>
    ValueTask<IReadOnlyList<StoreRead>> ReadAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken);

    /// <summary>Writes histories, replacing older ones of the same key. A history already stored with a later <see cref="PriceHistory.FetchedAt"/> stays.</summary>
    /// <exception cref="HistoryStoreException">Nothing of this call was stored.</exception>
    ValueTask WriteAsync(IReadOnlyList<PriceHistory> histories, CancellationToken cancellationToken);
}

/// <summary>The store could not be used. The message is one sentence for a person.</summary>
public sealed class HistoryStoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether trying again within seconds may help: the store is locked by another program.</summary>
    public bool IsTransient { get; init; }
}
