using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Technic.Core.Histories;

namespace Technic.Cluster.Grains;

/// <summary>
/// The provider requests that this silo has made for each scan, counted where they are made. When an answer is lost with its call, and the
/// repeated call finds the prices in memory, the scan still knows what they cost.
/// </summary>
internal sealed class ScanRequests
{
    /// <summary>The scans of which the counts are kept.</summary>
    private const int Kept = 1_000;

    private readonly ConcurrentDictionary<Guid, int> _counts = [];
    private readonly ConcurrentQueue<Guid> _order = [];
    private readonly AsyncLocal<Guid> _scan = new();

    public ScanRequests(CacheCounters counters) => counters.Requested = Count;

    /// <summary>The scan for which the current operation works; empty for a lookup.</summary>
    public Guid Current => _scan.Value;

    /// <summary>Has the current operation, and what it starts, work for a scan.</summary>
    public void Enter(Guid scan) => _scan.Value = scan;

    /// <summary>The same stream, whose elements are computed for a scan.</summary>
    public async IAsyncEnumerable<T> Within<T>(
        Guid scan, IAsyncEnumerable<T> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var each = stream.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            // An iterator has the context of its reader, each time anew.
            Enter(scan);
            if (!await each.MoveNextAsync()) yield break;
            yield return each.Current;
        }
    }

    /// <summary>The requests made for a scan so far.</summary>
    public int Of(Guid scan) => _counts.GetValueOrDefault(scan);

    private void Count(int requests)
    {
        if (_scan.Value is var scan && (scan == Guid.Empty || requests == 0)) return;
        if (_counts.TryAdd(scan, requests))
        {
            _order.Enqueue(scan);
            while (_counts.Count > Kept && _order.TryDequeue(out var oldest)) _counts.TryRemove(oldest, out _);
        }
        else _counts.AddOrUpdate(scan, requests, (_, known) => known + requests);
    }
}
