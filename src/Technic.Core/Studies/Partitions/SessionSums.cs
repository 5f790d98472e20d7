namespace Technic.Core.Studies.Partitions;

/// <summary>The sums of values by session. Partitions are added in their order, so that the sums have the same bits everywhere.</summary>
/// <param name="Sums">The sum of the values of each session.</param>
/// <param name="Counts">The number of values of each session.</param>
public sealed record SessionSums(double[] Sums, int[] Counts)
{
    /// <summary>Sums of no values.</summary>
    /// <param name="sessions">The number of sessions.</param>
    public SessionSums(int sessions) : this(new double[sessions], new int[sessions])
    {
    }

    /// <summary>The mean of a session; NaN without a value.</summary>
    public double Mean(int session) => Counts[session] == 0 ? double.NaN : Sums[session] / Counts[session];

    /// <summary>Adds the sums of another partition.</summary>
    internal void Add(SessionSums other)
    {
        PriceReturns.Add(other.Sums, Sums);
        for (var i = 0; i < Counts.Length; i++) Counts[i] += other.Counts[i];
    }
}

/// <summary>Counts consecutive sessions: as a change at the first one, and one after the last one.</summary>
/// <param name="sessions">The number of sessions.</param>
internal readonly struct SessionCounter(int sessions)
{
    private readonly int[] _changes = new int[sessions + 1];

    /// <summary>Counts a span of sessions.</summary>
    public void Count(int first, int length)
    {
        _changes[first]++;
        _changes[first + length]--;
    }

    /// <summary>Adds the counts.</summary>
    public void AddTo(int[] counts)
    {
        for (var (session, count) = (0, 0); session < counts.Length; session++) counts[session] += count += _changes[session];
    }
}
