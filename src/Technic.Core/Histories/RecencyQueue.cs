namespace Technic.Core.Histories;

/// <summary>
/// The entries of L1 in the order of their last use. A read changes only <see cref="MemoryEntry.LastUsed"/>; the queue moves the entry when
/// it reaches the front. So a read costs the queue nothing, and an eviction moves only entries that were read since they were queued: O(log
/// n) for each of them. Not thread-safe.
/// </summary>
internal sealed class RecencyQueue
{
    private const int Children = 4;
    private const int InitialCapacity = 16;

    // A heap: no slot has a smaller stamp than its parent. Each entry has its own index, so that it can be removed from the middle.
    private Slot[] _slots = new Slot[InitialCapacity];

    /// <param name="Stamp">The stamp of the entry when it was queued; its current stamp is not smaller, except for two concurrent
    /// reads.</param>
    /// <param name="Entry">The entry.</param>
    private readonly record struct Slot(long Stamp, MemoryEntry Entry);

    /// <summary>The number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an entry that is in no queue.</summary>
    public void Add(MemoryEntry entry)
    {
        if (Count == _slots.Length) Array.Resize(ref _slots, Count * 2);
        MoveToFront(Count++, new Slot(Volatile.Read(ref entry.LastUsed), entry));
    }

    /// <summary>Removes an entry of this queue.</summary>
    public void Remove(MemoryEntry entry) => RemoveAt(entry.QueueIndex);

    /// <summary>Removes the least recently used entry.</summary>
    /// <exception cref="InvalidOperationException">The queue is empty.</exception>
    public MemoryEntry TakeLeastRecent()
    {
        if (Count == 0) throw new InvalidOperationException("The queue is empty.");
        while (true)
        {
            var (stamp, entry) = _slots[0];
            var lastUsed = Volatile.Read(ref entry.LastUsed);
            if (lastUsed <= stamp)
            {
                RemoveAt(0);
                return entry;
            }
            MoveToBack(0, new Slot(lastUsed, entry));
        }
    }

    /// <summary>Removes all entries.</summary>
    public void Clear()
    {
        _slots = new Slot[InitialCapacity];
        Count = 0;
    }

    private void RemoveAt(int index)
    {
        var last = _slots[--Count];
        _slots[Count] = default;
        if (index == Count) return;
        if (index > 0 && last.Stamp < _slots[(index - 1) / Children].Stamp) MoveToFront(index, last);
        else MoveToBack(index, last);
    }

    private void MoveToFront(int index, Slot slot)
    {
        while (index > 0)
        {
            var parent = (index - 1) / Children;
            if (_slots[parent].Stamp <= slot.Stamp) break;
            Set(index, _slots[parent]);
            index = parent;
        }
        Set(index, slot);
    }

    private void MoveToBack(int index, Slot slot)
    {
        while (true)
        {
            var first = (index * Children) + 1;
            if (first >= Count) break;
            var least = first;
            for (var child = first + 1; child < Math.Min(first + Children, Count); child++)
            {
                if (_slots[child].Stamp < _slots[least].Stamp) least = child;
            }
            if (_slots[least].Stamp >= slot.Stamp) break;
            Set(index, _slots[least]);
            index = least;
        }
        Set(index, slot);
    }

    private void Set(int index, Slot slot)
    {
        _slots[index] = slot;
        slot.Entry.QueueIndex = index;
    }
}
