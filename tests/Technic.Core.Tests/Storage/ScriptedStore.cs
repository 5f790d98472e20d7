using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Core.Tests.Storage;

/// <summary>A store whose writes are controlled by a test, and that records the successful ones.</summary>
internal sealed class ScriptedStore : IHistoryStore
{
    private readonly Lock _gate = new();
    private readonly List<IReadOnlyList<PriceHistory>> _writes = [];
    private int _attempts;

    /// <summary>What a write does before it succeeds, by its number (from 1).</summary>
    public Func<int, CancellationToken, Task> OnWrite { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The number of started writes.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    public IReadOnlyList<int> BatchSizes
    {
        get { lock (_gate) return [.. _writes.Select(w => w.Count)]; }
    }

    public IReadOnlyList<PriceHistory> Stored
    {
        get { lock (_gate) return [.. _writes.SelectMany(w => w)]; }
    }

    public ValueTask<IReadOnlyList<StoreRead>> ReadAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A write-behind does not read.");

    public async ValueTask WriteAsync(IReadOnlyList<PriceHistory> histories, CancellationToken cancellationToken)
    {
        await OnWrite(Interlocked.Increment(ref _attempts), cancellationToken);
        lock (_gate) _writes.Add(histories);
    }
}
