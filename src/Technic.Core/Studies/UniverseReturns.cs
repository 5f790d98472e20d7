using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>The mean returns and moves of the universe, and the returns of SPY.</summary>
internal sealed class UniverseReturns
{
    private readonly double[][] _means;
    private readonly UniverseSums _sums;

    /// <param name="sums">The sums over all partitions.</param>
    public UniverseReturns(UniverseSums sums)
    {
        _sums = sums;
        _means = Array.ConvertAll(sums.Returns, MeansOf);
    }

    /// <summary>The mean return after each day, which a purchase of every symbol gave that traded then; NaN for none.</summary>
    /// <param name="horizon">The index of the horizon.</param>
    public double[] Means(int horizon) => _means[horizon];

    /// <summary>The return of SPY after each day; NaN for none. <c>null</c> if SPY is not in the data.</summary>
    /// <param name="horizon">The index of the horizon.</param>
    public double[]? Benchmark(int horizon) => _sums.Benchmark?[horizon];

    /// <summary>The mean move from the close before; 0 without a symbol.</summary>
    public double FromClose(int day) => MoveOf(_sums.FromClose, day);

    /// <summary>The mean move from the open; 0 without a symbol.</summary>
    public double FromOpen(int day) => MoveOf(_sums.FromOpen, day);

    private static double MoveOf(SessionSums moves, int day) => moves.Counts[day] == 0 ? 0 : moves.Mean(day);

    private static double[] MeansOf(SessionSums sums) => [.. Enumerable.Range(0, sums.Sums.Length).Select(sums.Mean)];
}
