namespace Technic.Core.Market;

/// <summary>
/// The partition of a symbol, the same on every machine. In a cluster a scan sends one message a partition, and everything of one symbol
/// (all widths and frequencies) has its home on one silo; the number is fixed for the life of a cluster. The sums of a study are added up
/// partition by partition, on one machine as on many, so that they have the same bits.
/// </summary>
public static class SymbolPartition
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
