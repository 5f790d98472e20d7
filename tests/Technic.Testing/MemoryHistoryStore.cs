using System.Collections.Concurrent;
using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Testing;

/// <summary>An L2 in memory, with failures on demand.</summary>
public sealed class MemoryHistoryStore : IHistoryStore
{
    private readonly ConcurrentDictionary<PriceHistoryKey, PriceHistory> _rows = new();

    /// <summary>The result of a read instead of the row; <c>null</c> for the row.</summary>
    public Func<PriceHistoryKey, StoreRead?> Instead { get; set; } = _ => null;

    /// <summary>Runs while rows are read.</summary>
    public Func<Task> DuringRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Whether writes fail.</summary>
    public bool RefusesWrites { get; set; }

    public int Reads => _reads;

    private int _reads;

    public IReadOnlyDictionary<PriceHistoryKey, PriceHistory> Rows => _rows;

    public async ValueTask<IReadOnlyList<StoreRead>> ReadAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await DuringRead();
        return [.. keys.Select(Read)];
    }

    public ValueTask WriteAsync(IReadOnlyList<PriceHistory> histories, CancellationToken cancellationToken)
    {
        if (RefusesWrites) throw new HistoryStoreException("The store refuses to write.");
        foreach (var history in histories) _rows[history.Key] = history;
        return ValueTask.CompletedTask;
    }

    private StoreRead Read(PriceHistoryKey key) =>
        Instead(key) ?? (_rows.TryGetValue(key, out var row) ? StoreRead.Found(row) : StoreRead.Missing);
}
