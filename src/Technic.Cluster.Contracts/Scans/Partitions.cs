using Technic.Core.Market;

namespace Technic.Cluster.Contracts;

/// <summary>
/// The symbols in parts: a scan sends one message a partition, and everything of one symbol (all widths and frequencies) has its home on
/// one silo, so that a wider history there answers for a narrower key. The number is fixed for the life of a cluster; silos share the
/// partitions among themselves.
/// </summary>
public static class Partitions
{
    /// <summary>Enough that a dozen silos get even shares, few enough that a scan's messages cost nothing.</summary>
    public const int Count = 64;

    /// <summary>The partition of a symbol, 0 … <see cref="Count"/> − 1; the same on every machine.</summary>
    public static int Of(Symbol symbol) => (int)(Hash(symbol.Text, 0) % Count);

    /// <summary>FNV-1a over the characters, mixed once more so that short texts spread.</summary>
    public static uint Hash(string text, uint seed)
    {
        var hash = 2166136261 ^ seed;
        foreach (var c in text) hash = (hash ^ c) * 16777619;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}
