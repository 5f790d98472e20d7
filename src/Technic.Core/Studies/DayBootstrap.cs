using MathNet.Numerics.Random;

namespace Technic.Core.Studies;

/// <summary>
/// An interval of the mean of values that are grouped by day: sessions are drawn again, in blocks as long as the values overlap. It assumes
/// no distribution; the same values give the same interval.
/// </summary>
/// <remarks>
/// The circular block bootstrap: Politis and Romano, "A Circular Block-Resampling Procedure for Stationary Data", in LePage and Billard,
/// Exploring the Limits of Bootstrap (1992).
/// </remarks>
internal static class DayBootstrap
{
    /// <summary>The number of samples.</summary>
    public const int Samples = 1_000;

    /// <summary>The seed of the Mersenne Twister MT19937.</summary>
    public const int Seed = 13;

    /// <summary>The samples that lie outside of the interval, on each side.</summary>
    private const int Outside = Samples / 40;

    /// <summary>The first sessions of the blocks of all samples, in the order in which they are drawn.</summary>
    /// <param name="sessions">The number of sessions of a sample.</param>
    /// <param name="overlap">The number of sessions that a value spans: the length of a block, in sessions.</param>
    public static int[] Draw(int sessions, int overlap)
    {
        if (sessions == 0) return [];
        var length = Math.Min(overlap, sessions);
        var random = new MersenneTwister(Seed, threadSafe: false);
        var first = new int[Samples * ((sessions + length - 1) / length)];
        for (var i = 0; i < first.Length; i++) first[i] = (int)(random.NextDouble() * sessions);
        return first;
    }

    /// <summary>The bounds that 95 % of the means of the samples are between; NaN with fewer than two days with a value.</summary>
    /// <param name="sums">The sum of the values of each session, in order of time.</param>
    /// <param name="counts">The number of values of each session.</param>
    /// <param name="overlap">The number of sessions that a value spans: the length of a block, in sessions.</param>
    /// <param name="draws">The blocks, of <see cref="Draw"/> with as many sessions and the same overlap.</param>
    public static (double Low, double High) Of(
        ReadOnlySpan<double> sums, ReadOnlySpan<int> counts, int overlap, ReadOnlySpan<int> draws)
    {
        var sessions = sums.Length;
        if (counts.Length - counts.Count(0) < 2) return (double.NaN, double.NaN);
        var length = Math.Min(overlap, sessions);
        var (total, number) = Running(sums, counts, length);
        var (means, next) = (new double[Samples], 0);
        for (var sample = 0; sample < Samples; sample++)
        {
            var (sum, count) = (0.0, 0L);
            for (var drawn = 0; drawn < sessions; drawn += length)
            {
                var first = draws[next++];
                var end = first + Math.Min(length, sessions - drawn);
                sum += total[end] - total[first];
                count += number[end] - number[first];
            }
            means[sample] = count == 0 ? 0 : sum / count;
        }
        Array.Sort(means);
        return (means[Outside], means[^(Outside + 1)]);
    }

    /// <summary>The sums up to each session; after the last one, the first ones follow.</summary>
    private static (double[] Total, long[] Number) Running(ReadOnlySpan<double> sums, ReadOnlySpan<int> counts, int length)
    {
        var (total, number) = (new double[sums.Length + length + 1], new long[sums.Length + length + 1]);
        for (var i = 0; i < sums.Length + length; i++)
        {
            total[i + 1] = total[i] + sums[i % sums.Length];
            number[i + 1] = number[i] + counts[i % sums.Length];
        }
        return (total, number);
    }
}
