namespace Technic.Cluster.Grains;

/// <summary>The calls to partitions that are running on this silo.</summary>
internal sealed class PartitionWork
{
    private int _running;

    public int Running => Volatile.Read(ref _running);

    public void Begin() => Interlocked.Increment(ref _running);

    public void End() => Interlocked.Decrement(ref _running);
}
