using System.Numerics;
using System.Runtime.InteropServices;

namespace Technic.Core.Histories;

/// <summary>
/// A counter that threads increment without contention. Each processor has its own cell, and a read adds the cells up.
/// The sum is exact: it includes every addition that ended before the read.
/// </summary>
internal sealed class StripedCounter
{
    private static readonly int Mask = (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount) - 1;

    private readonly Cell[] _cells = new Cell[Mask + 1];

    // Two cache lines per cell, because processors load lines in pairs. The first cell is separate from the array's length, which each
    // addition reads.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(64)]
        public long Value;
    }

    /// <summary>Adds to the cell of the current processor; atomic, because the thread may move to another processor at any time.</summary>
    public void Add(long amount) => Interlocked.Add(ref _cells[Thread.GetCurrentProcessorId() & Mask].Value, amount);

    /// <summary>Adds one.</summary>
    public void Increment() => Add(1);

    /// <summary>The sum of all additions.</summary>
    public long Sum()
    {
        var sum = 0L;
        foreach (ref var cell in _cells.AsSpan()) sum += Interlocked.Read(ref cell.Value);
        return sum;
    }
}
