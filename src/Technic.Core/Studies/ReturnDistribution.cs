using MathNet.Numerics.Statistics;

namespace Technic.Core.Studies;

/// <summary>How the returns of a horizon are distributed: their number in classes of equal width.</summary>
/// <param name="Low">The lower bound of the first class, as a fraction.</param>
/// <param name="High">The upper bound of the last class.</param>
/// <param name="Counts">The returns of each class; the first and the last one count those beyond them too.</param>
public sealed record ReturnDistribution(double Low, double High, IReadOnlyList<int> Counts)
{
    /// <summary>The number of classes.</summary>
    public const int Classes = 40;

    /// <summary>The share of returns below the lower bound, and of those above the upper one.</summary>
    private const double Tail = 0.01;

    /// <summary>Counts returns.</summary>
    /// <param name="returns">The returns, in any order, which changes.</param>
    public static ReturnDistribution Of(double[] returns)
    {
        if (returns.Length == 0) return new ReturnDistribution(double.NaN, double.NaN, []);
        var (low, high) = (ArrayStatistics.QuantileInplace(returns, Tail), ArrayStatistics.QuantileInplace(returns, 1 - Tail));
        if (low == high) return new ReturnDistribution(low, high, [returns.Length]);
        var counts = new int[Classes];
        foreach (var value in returns) counts[Math.Clamp((int)((value - low) / (high - low) * Classes), 0, Classes - 1)]++;
        return new ReturnDistribution(low, high, counts);
    }
}
