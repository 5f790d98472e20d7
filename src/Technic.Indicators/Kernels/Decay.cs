namespace Technic.Indicators;

/// <summary>How fast recursive averages forget where their history began.</summary>
internal static class Decay
{
    /// <summary>The part of a seed's error that may remain.</summary>
    private const double Remainder = 1e-7;

    /// <summary>
    /// The number of bars after which an average with this weight of a new value keeps less than 1e-7 of its seed's error.
    /// </summary>
    public static int Bars(double weight) =>
        weight >= 1 ? 0 : (int)Math.Ceiling(Math.Log(Remainder) / Math.Log(1 - weight));

    /// <summary>The same for an exponential average of <paramref name="period"/> bars, with the weight 2 ÷ (period + 1).</summary>
    public static int Exponential(double period) => Bars(2 / (period + 1));

    /// <summary>The same for Wilder's average of <paramref name="period"/> bars, with the weight 1 ÷ period.</summary>
    public static int Wilder(double period) => Bars(1 / period);

    /// <summary>The same for averages of averages with one weight, all seeded at one bar.</summary>
    /// <param name="weight">The weight of a new value in each of them.</param>
    /// <param name="stages">The number of averages.</param>
    public static int Chain(double weight, int stages)
    {
        if (weight >= 1) return 0;
        // After k bars the last stage keeps the sum of the first terms of the binomial distribution of k trials.
        for (var bars = stages; ; bars += 1 + (bars / 64))
        {
            double term = Math.Exp(bars * Math.Log(1 - weight)), kept = term;
            for (var stage = 1; stage < stages; stage++)
            {
                term *= (bars - stage + 1) / (double)stage * weight / (1 - weight);
                kept += term;
            }
            if (kept < Remainder) return bars;
        }
    }
}
