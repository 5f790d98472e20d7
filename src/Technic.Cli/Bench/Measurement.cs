namespace Technic.Cli.Bench;

/// <summary>The result of a measurement.</summary>
/// <param name="Name">The name in JSON.</param>
/// <param name="Unit">ns, us, ms, requests, ratio (a quotient without a unit) or MB (millions of bytes).</param>
/// <param name="Median">The median of the samples.</param>
/// <param name="Min">The smallest sample.</param>
/// <param name="Max">The largest sample.</param>
/// <param name="N">The number of samples.</param>
internal sealed record Measurement(string Name, string Unit, double Median, double Min, double Max, int N)
{
    /// <summary>Creates a measurement from one or more samples.</summary>
    public static Measurement Of(string name, string unit, IReadOnlyCollection<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Measurement(name, unit, median, sorted[0], sorted[^1], sorted.Length);
    }
}
