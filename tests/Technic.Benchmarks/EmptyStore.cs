using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Benchmarks;

/// <summary>A store that keeps nothing, for benchmarks that do not measure the store.</summary>
internal sealed class EmptyStore : IHistoryStore
{
    public ValueTask<IReadOnlyList<StoreRead>> ReadAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<StoreRead>>([.. Enumerable.Repeat(StoreRead.Missing, keys.Count)]);

    public ValueTask WriteAsync(IReadOnlyList<PriceHistory> histories, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
