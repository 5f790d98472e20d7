namespace Technic.Core.Studies;

/// <summary>The mean return of the universe after each day: what a purchase of every symbol gave that traded then.</summary>
internal sealed class UniverseReturns
{
    private readonly double[][] _means;

    private UniverseReturns(double[][] means) => _means = means;

    /// <summary>The mean return after a day; NaN for none.</summary>
    /// <param name="horizon">The index of the horizon.</param>
    /// <param name="day">The day.</param>
    public double Mean(int horizon, int day) => _means[horizon][day];

    /// <summary>
    /// Computes the means. Each is summed up in the order of the symbols, so that it does not depend on the number of cores.
    /// </summary>
    /// <param name="symbols">The universe.</param>
    /// <param name="days">The number of days.</param>
    /// <param name="horizons">The horizons.</param>
    /// <param name="returns">The returns.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    public static UniverseReturns Of(
        IReadOnlyList<StudySymbol> symbols, int days, IReadOnlyList<int> horizons, ForwardReturns returns,
        CancellationToken cancellationToken)
    {
        var means = Enumerable.Range(0, horizons.Count).Select(_ => new double[days]).ToArray();
        var parts = Math.Max(1, Math.Min(days, 4 * Environment.ProcessorCount));
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, parts * horizons.Count, options, work =>
        {
            var (h, part) = (work / parts, work % parts);
            AddDays(symbols, (int)((long)days * part / parts), (int)((long)days * (part + 1) / parts), horizons[h], returns, means[h]);
        });
        return new UniverseReturns(means);
    }

    private static void AddDays(
        IReadOnlyList<StudySymbol> symbols, int from, int to, int sessions, ForwardReturns returns, double[] means)
    {
        var counts = new int[to - from + 1];
        foreach (var symbol in symbols)
        {
            var (first, end) = symbol.BarsOf(from, to);
            // Bars on consecutive days that have the whole horizon: each is sold so many bars later.
            var whole = symbol.HasNoGaps ? Math.Clamp(symbol.Days.Length - sessions, first, end) : first;
            if (whole > first)
            {
                var place = symbol.Days[first] - from;
                PriceReturns.Add(
                    symbol.Bars.Close.Slice(first + sessions, whole - first), returns.PaidAfter(symbol, first, whole),
                    means.AsSpan(from + place));
                counts[place]++;
                counts[place + whole - first]--;
            }
            for (var bar = whole; bar < end; bar++)
            {
                var value = returns.Of(symbol, bar, sessions);
                if (double.IsNaN(value)) continue;
                var place = symbol.Days[bar] - from;
                means[from + place] += value;
                counts[place]++;
                counts[place + 1]--;
            }
        }
        // The changes of the number from day to day become the number.
        for (var (day, count) = (from, 0); day < to; day++)
        {
            count += counts[day - from];
            means[day] = count == 0 ? double.NaN : means[day] / count;
        }
    }
}
