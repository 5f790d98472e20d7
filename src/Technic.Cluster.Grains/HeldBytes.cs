namespace Technic.Cluster.Grains;

/// <summary>
/// The size of what a silo holds beside its histories and decoded days: rows that are kept so that they need not be sent again, and the
/// stored bytes of days. It counts towards the limit of the silo's memory, and histories give way to it. One a silo; safe for concurrent
/// use.
/// </summary>
public sealed class HeldBytes
{
    private long _bytes;

    /// <summary>The size, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Runs after the size has grown.</summary>
    public Action Grown { get; set; } = static () => { };

    /// <summary>Adds what is held from now on; subtracts what is released, with a negative size.</summary>
    public void Add(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (bytes > 0) Grown();
    }
}
