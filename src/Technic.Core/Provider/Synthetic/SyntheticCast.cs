using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Rating;

namespace Technic.Core.Provider.Synthetic;

/// <summary>
/// Generates the stocks of a synthetic market: most are ordinary, a few are thinly traded, halted, delisted, young, or split their shares.
/// </summary>
internal static class SyntheticCast
{
    /// <summary>The shares of a market's stocks with one special property each.</summary>
    private const double Thin = 0.03, Halted = 0.01, Delisted = 0.01, Unlisted = 0.004, Young = 0.10, Splitting = 0.10;

    private const double WithoutSector = 0.015, WithoutMarketCap = 0.015;

    private const double MedianPrice = 40;
    private const double MedianDollarVolume = 2e7;
    private const double MedianCapPerDollarVolume = 150;

    private static readonly double[] SplitRatios = [2, 2, 3, 4, 1.5, 5, 0.1, 0.2];

    // In the order of Sectors.All; about as many companies as US exchanges list of each.
    private static readonly double[] SectorWeights = [0.06, 0.05, 0.14, 0.13, 0.05, 0.16, 0.17, 0.15, 0.03, 0.02, 0.04];

    private static readonly string[] Exchanges = ["NASDAQ", "NYSE", "AMEX"];
    private static readonly double[] ExchangeWeights = [0.55, 0.38, 0.07];

    /// <summary>The traits of one stock.</summary>
    /// <param name="symbol">Its ticker.</param>
    /// <param name="random">The stream of the stock.</param>
    public static SyntheticTraits Of(Symbol symbol, CounterRandom random)
    {
        var dice = new Dice(random.Stream(0));
        var role = dice.Uniform();
        var isThin = role < Thin;
        var isHalted = !isThin && role < Thin + Halted;
        var isDelisted = !isThin && !isHalted && role < Thin + Halted + Delisted;
        var isUnlisted = role is >= Thin + Halted + Delisted and < Thin + Halted + Delisted + Unlisted;

        var sector = Pick(dice.Uniform(), SectorWeights);
        var price = dice.Uniform() < 0.08 ? dice.Between(0.4, 3) : MedianPrice * Math.Exp(0.95 * dice.Normal());
        var dollarVolume = MedianDollarVolume * Math.Exp(1.7 * dice.Normal());
        var cap = dollarVolume * MedianCapPerDollarVolume * Math.Exp(0.6 * dice.Normal());
        if (isThin) dollarVolume = dice.Between(2_000, 60_000);

        return new SyntheticTraits
        {
            Listing = new Listing(
                symbol,
                SyntheticNames.Company(sector, dice.Uniform(), dice.Uniform(), dice.Uniform()),
                Exchanges[Pick(dice.Uniform(), ExchangeWeights)],
                dice.Uniform() < WithoutSector ? null : Sectors.All[sector].Name(),
                SyntheticNames.Industry(sector, dice.Uniform()),
                dice.Uniform() < WithoutMarketCap ? null : Math.Round(cap)),
            Sector = sector,
            MarketBeta = Math.Clamp(1 + (0.35 * dice.Normal()), 0.2, 2.2),
            SectorBeta = dice.Between(0.5, 1.4),
            Deviation = 0.016 * Math.Exp(0.38 * dice.Normal()),
            LogBase = Math.Log(price),
            Shares = Math.Max(1, dollarVolume / price),
            FirstDay = FirstDay(isUnlisted, ref dice),
            LastDay = isDelisted ? dice.Day(1996, 2024) : int.MaxValue,
            TradedShare = isThin ? dice.Between(0.35, 0.8) : 1,
            HaltPhase = isHalted ? (int)dice.Between(0, SyntheticStock.HaltCycle) : null,
            Splits = dice.Uniform() < Splitting ? TwoSplits(symbol, ref dice) : [],
        };
    }

    private static int FirstDay(bool isUnlisted, ref Dice dice)
    {
        if (isUnlisted) return int.MaxValue;
        return dice.Uniform() < Young ? dice.Day(1992, 2030) : int.MinValue;
    }

    private static Split[] TwoSplits(Symbol symbol, ref Dice dice)
    {
        var first = Split(symbol, dice.Day(2000, 2020), ref dice);
        var second = Split(symbol, dice.Day(2021, 2040), ref dice);
        return [first, second];
    }

    private static Split Split(Symbol symbol, int day, ref Dice dice) =>
        new(
            symbol, ExchangeCalendar.Nyse.FirstSessionOnOrAfter(Weekdays.DayOf(day)),
            SplitRatios[(int)dice.Between(0, SplitRatios.Length)]);

    private static int Pick(double u, ReadOnlySpan<double> weights)
    {
        var index = 0;
        while (index < weights.Length - 1 && u >= weights[index]) u -= weights[index++];
        return index;
    }

    /// <summary>The numbers of one stream in order.</summary>
    private struct Dice(CounterRandom random)
    {
        private long _position;

        public double Uniform() => random.Uniform(_position++);

        public double Normal() => random.Normal(_position++);

        public double Between(double low, double high) => low + ((high - low) * Uniform());

        /// <summary>A weekday in the years [<paramref name="first"/>, <paramref name="last"/>].</summary>
        public int Day(int first, int last) =>
            (int)Between(Weekdays.IndexOf(new DateOnly(first, 1, 1)) + 1, Weekdays.IndexOf(new DateOnly(last, 12, 31)) + 1);
    }
}
