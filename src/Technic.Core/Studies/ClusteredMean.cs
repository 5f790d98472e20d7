using MathNet.Numerics.Distributions;

namespace Technic.Core.Studies;

/// <summary>
/// The mean of values that are grouped by day and whose groups overlap in time, with its standard error. The values of one day count as one
/// draw, and draws of nearby days may depend on each other.
/// </summary>
/// <remarks>
/// The standard error is that of equal-weighted cosines: Müller (2007); Lazarus, Lewis, Stock and Watson, "HAR Inference: Recommendations
/// for Practice", Journal of Business &amp; Economic Statistics 36 (2018). It is positive by construction, and its t distribution accounts
/// for the few independent periods of a long horizon.
/// </remarks>
/// <param name="Mean">The mean of all values.</param>
/// <param name="StandardError">Its standard error; NaN if there are too few days.</param>
/// <param name="Degrees">The degrees of freedom of the t distribution; 0 if there are too few days.</param>
internal readonly record struct ClusteredMean(double Mean, double StandardError, int Degrees)
{
    /// <summary>The exponent and the factor of the number of cosines, 0.4 T^(2/3), that the paper recommends.</summary>
    private const double Factor = 0.4;

    private const double Exponent = 2.0 / 3;

    /// <summary>A half of the probability outside of the interval.</summary>
    private const double Tail = 0.025;

    /// <summary>The bounds of the 95 % confidence interval; NaN if there are too few days.</summary>
    public (double Low, double High) Interval
    {
        get
        {
            if (Degrees == 0) return (double.NaN, double.NaN);
            var reach = StudentT.InvCDF(0, 1, Degrees, 1 - Tail) * StandardError;
            return (Mean - reach, Mean + reach);
        }
    }

    /// <summary>The mean divided by its standard error.</summary>
    public double T => Mean / StandardError;

    /// <summary>Computes the mean of values by day.</summary>
    /// <param name="sums">The sum of the values of each session, in order of time; T of them.</param>
    /// <param name="counts">The number of values of each session.</param>
    /// <param name="overlap">The number of sessions that a value spans.</param>
    public static ClusteredMean Of(ReadOnlySpan<double> sums, ReadOnlySpan<int> counts, int overlap)
    {
        var (total, number, groups) = (0.0, 0L, 0);
        for (var t = 0; t < sums.Length; t++)
        {
            total += sums[t];
            number += counts[t];
            if (counts[t] > 0) groups++;
        }
        if (number == 0) return new ClusteredMean(double.NaN, double.NaN, 0);
        var mean = total / number;
        // The spectrum of sums over n sessions is flat only below a quarter of the frequency 2π/n.
        var cosines = (int)Math.Min(Factor * Math.Pow(sums.Length, Exponent), sums.Length / (2.0 * overlap));
        cosines = Math.Min(cosines, groups - 1);
        if (cosines < 1) return new ClusteredMean(mean, double.NaN, 0);
        var deviations = new double[sums.Length];
        for (var t = 0; t < sums.Length; t++) deviations[t] = sums[t] - (counts[t] * mean);
        var variance = 2 * SumOfSquares(deviations, cosines) * groups / (groups - 1.0) / cosines / ((double)number * number);
        return new ClusteredMean(mean, Math.Sqrt(variance), cosines);
    }

    /// <summary>The sum over j = 1 … n of the squares of Σ x(t) cos(π j (t + ½) ÷ T).</summary>
    private static double SumOfSquares(double[] values, int cosines)
    {
        // All angles are multiples of π ÷ 2T: (2t + 1) j of them, and 4T are a full turn.
        var turn = 4 * values.Length;
        var cosine = CosinesOfTurn(values.Length);
        var squares = 0.0;
        for (var j = 1; j <= cosines; j++)
        {
            var (weighted, angle) = (0.0, j);
            foreach (var value in values)
            {
                weighted += value * cosine[angle];
                angle += 2 * j;
                if (angle >= turn) angle -= turn;
            }
            squares += weighted * weighted;
        }
        return squares;
    }

    /// <summary>cos(π k ÷ 2T) for k = 0 … 4T − 1.</summary>
    private static double[] CosinesOfTurn(int length)
    {
        var cosine = new double[4 * length];
        for (var k = 0; k <= length; k++)
        {
            var value = Math.Cos(Math.PI * k / (2.0 * length));
            cosine[k] = value;
            cosine[(2 * length) - k] = -value;
            if (k == 0) continue;
            cosine[(2 * length) + k] = -value;
            cosine[(4 * length) - k] = value;
        }
        // Exactly zero, where the rounding of π leaves a rest.
        cosine[length] = cosine[3 * length] = 0;
        return cosine;
    }
}
