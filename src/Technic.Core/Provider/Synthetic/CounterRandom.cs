namespace Technic.Core.Provider.Synthetic;

/// <summary>
/// Random numbers by position: the n-th number of a stream costs the same for every n, on every machine. The generator is SplitMix64
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) with the position as its counter.
/// </summary>
internal readonly struct CounterRandom(ulong key)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const int SixteenBits = 0xFFFF;

    private readonly ulong _key = key;

    /// <summary>A separate stream.</summary>
    public CounterRandom Stream(ulong name) => new(Mix(_key ^ Mix(name + Golden)));

    public ulong Bits(long position) => Mix(_key + ((ulong)position * Golden));

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform(long position) => (Bits(position) >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// Mean 0, deviation 1, within ±3.5: the sum of four uniform numbers (Irwin–Hall), which uses no operation that differs between
    /// machines.
    /// </summary>
    public double Normal(long position)
    {
        var bits = Bits(position);
        var sum = (bits & SixteenBits) + ((bits >> 16) & SixteenBits) + ((bits >> 32) & SixteenBits) + (bits >> 48);
        return ((double)sum - (2 * SixteenBits)) * (1.7320508075688772 / 65536);
    }

    /// <summary>Mean 0, deviation 1, with the heavy tails of daily returns (kurtosis about 5).</summary>
    public double HeavyTailed(long position)
    {
        var z = Normal(position);
        return z * (0.71 + (0.095 * z * z));
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
