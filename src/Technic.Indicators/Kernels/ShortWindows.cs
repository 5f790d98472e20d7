using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Technic.Indicators;

/// <summary>
/// Sums over windows that are short enough to be summed anew at each bar, a vector of bars at once: faster than a rolling sum, which has to
/// wait for the bar before, and without any history. All loops have the same operations in the same order, so that a value does not depend
/// on its place in a vector.
/// </summary>
internal static class ShortWindows
{
    /// <summary>The longest window that is summed anew for a mean.</summary>
    public const int LongestMean = 32;

    /// <summary>The longest window that is summed anew for a variance.</summary>
    public const int LongestMoments = 64;

    /// <summary>The means of the last values from index period − 1 on; exact for equal values. Several vectors hide the latency.</summary>
    public static void Means(ReadOnlySpan<double> x, int period, Span<double> means)
    {
        ref var origin = ref MemoryMarshal.GetReference(x);
        var inverse = 1.0 / period;
        var i = period - 1;
        for (; i <= x.Length - (4 * Vector<double>.Count); i += 4 * Vector<double>.Count)
        {
            ref var place = ref Unsafe.Add(ref origin, i);
            var last0 = Vector.LoadUnsafe(ref place);
            var last1 = Vector.LoadUnsafe(ref place, (nuint)Vector<double>.Count);
            var last2 = Vector.LoadUnsafe(ref place, (nuint)(2 * Vector<double>.Count));
            var last3 = Vector.LoadUnsafe(ref place, (nuint)(3 * Vector<double>.Count));
            Vector<double> sum0 = Vector<double>.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (var k = 1; k < period; k++)
            {
                ref var earlier = ref Unsafe.Add(ref place, -k);
                sum0 += Vector.LoadUnsafe(ref earlier) - last0;
                sum1 += Vector.LoadUnsafe(ref earlier, (nuint)Vector<double>.Count) - last1;
                sum2 += Vector.LoadUnsafe(ref earlier, (nuint)(2 * Vector<double>.Count)) - last2;
                sum3 += Vector.LoadUnsafe(ref earlier, (nuint)(3 * Vector<double>.Count)) - last3;
            }
            (last0 + (sum0 * inverse)).CopyTo(means[i..]);
            (last1 + (sum1 * inverse)).CopyTo(means[(i + Vector<double>.Count)..]);
            (last2 + (sum2 * inverse)).CopyTo(means[(i + (2 * Vector<double>.Count))..]);
            (last3 + (sum3 * inverse)).CopyTo(means[(i + (3 * Vector<double>.Count))..]);
        }
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var last = Vector.LoadUnsafe(ref origin, (nuint)i);
            var sum = Vector<double>.Zero;
            for (var k = 1; k < period; k++) sum += Vector.LoadUnsafe(ref origin, (nuint)(i - k)) - last;
            (last + (sum * inverse)).CopyTo(means[i..]);
        }
        for (; i < x.Length; i++)
        {
            var sum = 0.0;
            for (var k = 1; k < period; k++) sum += x[i - k] - x[i];
            means[i] = x[i] + (sum * inverse);
        }
    }

    /// <summary>
    /// The means and the sums of the squared deviations from them, from index period − 1 on; exact for equal values. Deviations are taken
    /// from the last value of the window, which is at most √period standard deviations from the mean: at most log₂(period) bits cancel.
    /// </summary>
    public static void Moments(ReadOnlySpan<double> x, int period, Span<double> means, Span<double> squares)
    {
        ref var origin = ref MemoryMarshal.GetReference(x);
        var inverse = 1.0 / period;
        var i = period - 1;
        for (; i <= x.Length - (2 * Vector<double>.Count); i += 2 * Vector<double>.Count)
        {
            ref var place = ref Unsafe.Add(ref origin, i);
            var last0 = Vector.LoadUnsafe(ref place);
            var last1 = Vector.LoadUnsafe(ref place, (nuint)Vector<double>.Count);
            Vector<double> sum0 = Vector<double>.Zero, sum1 = sum0, square0 = sum0, square1 = sum0;
            for (var k = 1; k < period; k++)
            {
                ref var earlier = ref Unsafe.Add(ref place, -k);
                var deviation0 = Vector.LoadUnsafe(ref earlier) - last0;
                var deviation1 = Vector.LoadUnsafe(ref earlier, (nuint)Vector<double>.Count) - last1;
                sum0 += deviation0;
                sum1 += deviation1;
                square0 += deviation0 * deviation0;
                square1 += deviation1 * deviation1;
            }
            (last0 + (sum0 * inverse)).CopyTo(means[i..]);
            (last1 + (sum1 * inverse)).CopyTo(means[(i + Vector<double>.Count)..]);
            Vector.MaxNative(square0 - (sum0 * sum0 * inverse), Vector<double>.Zero).CopyTo(squares[i..]);
            Vector.MaxNative(square1 - (sum1 * sum1 * inverse), Vector<double>.Zero).CopyTo(squares[(i + Vector<double>.Count)..]);
        }
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var last = Vector.LoadUnsafe(ref origin, (nuint)i);
            Vector<double> sum = Vector<double>.Zero, square = Vector<double>.Zero;
            for (var k = 1; k < period; k++)
            {
                var deviation = Vector.LoadUnsafe(ref origin, (nuint)(i - k)) - last;
                sum += deviation;
                square += deviation * deviation;
            }
            (last + (sum * inverse)).CopyTo(means[i..]);
            Vector.MaxNative(square - (sum * sum * inverse), Vector<double>.Zero).CopyTo(squares[i..]);
        }
        for (; i < x.Length; i++)
        {
            double sum = 0, square = 0;
            for (var k = 1; k < period; k++)
            {
                var deviation = x[i - k] - x[i];
                sum += deviation;
                square += deviation * deviation;
            }
            means[i] = x[i] + (sum * inverse);
            squares[i] = double.MaxNative(square - (sum * sum * inverse), 0);
        }
    }

    /// <summary>The sums of the last values from index period − 1 on.</summary>
    public static void Sums(ReadOnlySpan<double> x, int period, Span<double> sums)
    {
        ref var origin = ref MemoryMarshal.GetReference(x);
        var i = period - 1;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var sum = Vector.LoadUnsafe(ref origin, (nuint)i);
            for (var k = 1; k < period; k++) sum += Vector.LoadUnsafe(ref origin, (nuint)(i - k));
            sum.CopyTo(sums[i..]);
        }
        for (; i < x.Length; i++)
        {
            var sum = x[i];
            for (var k = 1; k < period; k++) sum += x[i - k];
            sums[i] = sum;
        }
    }

    /// <summary>The sums of the absolute deviations of the last values from a mean, from index period − 1 on.</summary>
    /// <param name="x">n values.</param>
    /// <param name="means">The mean at each of them.</param>
    /// <param name="period">The number of values.</param>
    /// <param name="sums">n sums.</param>
    public static void AbsoluteDeviations(ReadOnlySpan<double> x, ReadOnlySpan<double> means, int period, Span<double> sums)
    {
        ref var origin = ref MemoryMarshal.GetReference(x);
        var i = period - 1;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var mean = new Vector<double>(means[i..]);
            var sum = Vector<double>.Zero;
            for (var k = 0; k < period; k++) sum += Vector.Abs(Vector.LoadUnsafe(ref origin, (nuint)(i - k)) - mean);
            sum.CopyTo(sums[i..]);
        }
        for (; i < x.Length; i++)
        {
            var sum = 0.0;
            for (var k = 0; k < period; k++) sum += Math.Abs(x[i - k] - means[i]);
            sums[i] = sum;
        }
    }

    /// <summary>How many of the values before each one are below it, from index period on; a NaN is not below any.</summary>
    public static void CountsBelow(ReadOnlySpan<double> x, int period, Span<double> counts)
    {
        ref var origin = ref MemoryMarshal.GetReference(x);
        var i = period;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var limits = Vector.LoadUnsafe(ref origin, (nuint)i);
            var count = Vector<long>.Zero;
            for (var k = 1; k <= period; k++) count -= Vector.LessThan(Vector.LoadUnsafe(ref origin, (nuint)(i - k)), limits);
            Vector.ConvertToDouble(count).CopyTo(counts[i..]);
        }
        for (; i < x.Length; i++)
        {
            var count = 0;
            for (var k = 1; k <= period; k++) count += x[i - k] < x[i] ? 1 : 0;
            counts[i] = count;
        }
    }

    /// <summary>
    /// The sums of the squared drawdowns in percent of the last values, each from the highest one since the beginning of the window, from
    /// index period − 1 on; NaN where the window begins with a value of 0 or less.
    /// </summary>
    public static void SquaredDrawdowns(ReadOnlySpan<double> x, int period, Span<double> sums)
    {
        ref var origin = ref MemoryMarshal.GetReference(x);
        var i = period - 1;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> highest = Vector<double>.Zero, sum = highest;
            for (var k = period - 1; k >= 0; k--)
            {
                var value = Vector.LoadUnsafe(ref origin, (nuint)(i - k));
                highest = Vector.MaxNative(highest, value);
                var drawdown = (value - highest) * 100.0 / highest;
                sum += drawdown * drawdown;
            }
            sum.CopyTo(sums[i..]);
        }
        for (; i < x.Length; i++)
        {
            double highest = 0, sum = 0;
            for (var k = period - 1; k >= 0; k--)
            {
                highest = double.MaxNative(highest, x[i - k]);
                var drawdown = (x[i - k] - highest) * 100 / highest;
                sum += drawdown * drawdown;
            }
            sums[i] = sum;
        }
    }
}
