using Technic.Core.Market;

namespace Technic.Core.Provider.Synthetic;

/// <summary>
/// The common factors of all stocks of a synthetic market: the path of the market, that of each sector, and the volatility of the market.
/// Paths are logarithms over all weekdays (<see cref="Weekdays"/>) and are 0 on the anchor day, so that prices near it have a usual size.
/// </summary>
/// <remarks>
/// The random walk includes holidays, which are not shown; a change of the exchange calendar therefore changes no price.
/// </remarks>
internal sealed class SyntheticFactors
{
    public static readonly int Anchor = Weekdays.IndexOf(new DateOnly(2026, 1, 2));

    private const int WeekdaysAWeek = 5;
    private const int RotationLength = 130;
    private const double SectorDeviation = 0.005;
    private const double RotationDrift = 0.0006;

    private static readonly Mood[] Moods =
    [
        new(Drift: 0.0006, Deviation: 0.006, Volatility: 0.8, Calmer: 0, Wilder: 0.03),
        new(Drift: 0.0004, Deviation: 0.010, Volatility: 1.0, Calmer: 0.02, Wilder: 0.02),
        new(Drift: -0.0028, Deviation: 0.022, Volatility: 1.7, Calmer: 0.12, Wilder: 0),
    ];

    private readonly double[] _market = new double[Weekdays.Count];
    private readonly double[] _volatility = new double[Weekdays.Count];
    private readonly double[][] _sectors;

    public SyntheticFactors(CounterRandom random)
    {
        WalkMarket(random.Stream(1), random.Stream(2));
        _sectors =
        [
            .. Enumerable.Range(0, Sectors.All.Count)
                .Select(sector => WalkSector(random.Stream(100 + (ulong)sector), random.Stream(200 + (ulong)sector))),
        ];
    }

    /// <summary>The market's path.</summary>
    public ReadOnlySpan<double> Market => _market;

    /// <summary>
    /// The size of the moves of a stock, as a multiple of its usual deviation: below 1 in calm weeks, above 1 in volatile ones.
    /// </summary>
    public ReadOnlySpan<double> Volatility => _volatility;

    /// <summary>The path of a sector beside the market's, by its index in <see cref="Sectors.All"/>.</summary>
    public ReadOnlySpan<double> Sector(int sector) => _sectors[sector];

    private void WalkMarket(CounterRandom moods, CounterRandom returns)
    {
        var mood = 1;
        var path = 0.0;
        for (var day = 0; day < _market.Length; day++)
        {
            if (day % WeekdaysAWeek == 0)
            {
                var u = moods.Uniform(day);
                if (u < Moods[mood].Calmer) mood--;
                else if (u > 1 - Moods[mood].Wilder) mood++;
            }
            path += Moods[mood].Drift + (Moods[mood].Deviation * returns.HeavyTailed(day));
            _market[day] = path;
            _volatility[day] = Moods[mood].Volatility;
        }
        MoveToAnchor(_market);
    }

    private double[] WalkSector(CounterRandom rotations, CounterRandom returns)
    {
        var walk = new double[Weekdays.Count];
        var path = 0.0;
        for (var day = 0; day < walk.Length; day++)
        {
            var drift = RotationDrift * ((2 * rotations.Uniform(day / RotationLength)) - 1);
            path += drift + (SectorDeviation * _volatility[day] * returns.HeavyTailed(day));
            walk[day] = path;
        }
        MoveToAnchor(walk);
        return walk;
    }

    private static void MoveToAnchor(Span<double> path)
    {
        var origin = path[Anchor];
        foreach (ref var value in path) value -= origin;
    }

    /// <summary>
    /// A state of the market: mean and deviation of a day's return, and the probabilities that the next week has the neighbouring state.
    /// </summary>
    private sealed record Mood(double Drift, double Deviation, double Volatility, double Calmer, double Wilder);
}
