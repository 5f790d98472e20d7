using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Technic.Core.Studies;

/// <summary>
/// The deflated Sharpe ratio: the probability that the true Sharpe ratio of returns is above the one that the best of several variants
/// without any skill would have.
/// </summary>
/// <remarks>
/// Bailey and López de Prado, "The Deflated Sharpe Ratio: Correcting for Selection Bias, Backtest Overfitting and Non-Normality", Journal
/// of
/// Portfolio Management 40 (2014).
/// </remarks>
public static class DeflatedSharpe
{
    private const double EulerMascheroni = 0.57721566490153286;

    /// <summary>The Sharpe ratio of one session; NaN if the returns do not vary.</summary>
    public static double SharpeOf(IReadOnlyList<double> returns)
    {
        var (mean, deviation) = returns.MeanStandardDeviation();
        return deviation > 0 ? mean / deviation : double.NaN;
    }

    /// <summary>Computes the probability; NaN if the returns do not vary.</summary>
    /// <param name="returns">The returns of the sessions.</param>
    /// <param name="variants">The Sharpe ratios of one session of all variants, this one included.</param>
    public static double Of(IReadOnlyList<double> returns, IReadOnlyList<double> variants)
    {
        var sharpe = SharpeOf(returns);
        if (double.IsNaN(sharpe) || returns.Count < 4) return double.NaN;
        var moments = new Moments(returns);
        var error = Math.Sqrt(
            Math.Max(0, 1 - (moments.Skewness * sharpe) + ((moments.Kurtosis - 1) / 4 * sharpe * sharpe)) / (returns.Count - 1));
        return error > 0 ? Normal.CDF(0, 1, (sharpe - BestOfChance(variants)) / error) : double.NaN;
    }

    /// <summary>The Sharpe ratio that is expected of the best of several variants without skill.</summary>
    private static double BestOfChance(IReadOnlyList<double> variants)
    {
        double[] known = [.. variants.Where(double.IsFinite)];
        if (known.Length < 2) return 0;
        return Math.Sqrt(known.Variance()) * (((1 - EulerMascheroni) * Normal.InvCDF(0, 1, 1 - (1.0 / known.Length)))
            + (EulerMascheroni * Normal.InvCDF(0, 1, 1 - (1 / (known.Length * Math.E)))));
    }

    /// <summary>The skewness and the kurtosis of returns, as moments of the sample: 0 and 3 for a normal distribution.</summary>
    private sealed class Moments
    {
        public Moments(IReadOnlyList<double> values)
        {
            var mean = values.Average();
            var (second, third, fourth) = (0.0, 0.0, 0.0);
            foreach (var value in values)
            {
                var square = (value - mean) * (value - mean);
                second += square;
                third += square * (value - mean);
                fourth += square * square;
            }
            second /= values.Count;
            Skewness = third / values.Count / Math.Pow(second, 1.5);
            Kurtosis = fourth / values.Count / (second * second);
        }

        public double Skewness { get; }

        public double Kurtosis { get; }
    }
}
