using Technic.Core.Histories;

namespace Technic.Core.Storage;

/// <summary>The store as the lookup of one key sees it. It never throws anything but <see cref="OperationCanceledException"/>.</summary>
public interface IKeyStore
{
    /// <summary>Reads the key's row.</summary>
    ValueTask<StoreRead> ReadAsync(PriceHistoryKey key, CancellationToken cancellationToken);

    /// <summary>Accepts a history to be written behind the answer.</summary>
    ValueTask SaveAsync(PriceHistory history, CancellationToken cancellationToken);
}
