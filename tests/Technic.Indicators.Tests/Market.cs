using System.Globalization;
using Technic.Testing;

namespace Technic.Indicators.Tests;

/// <summary>The bars of a symbol in columns.</summary>
internal sealed record Market(double[] Open, double[] High, double[] Low, double[] Close, double[] Volume, int[] Days)
{
    private static readonly Lazy<IReadOnlyDictionary<string, Market>> RealSample =
        new(() => Parse(TestData.ReadText("sp500-sample/bars.csv.gz"), symbolColumn: true));

    public int Length => Close.Length;

    public Bars Bars => new(Open, High, Low, Close, Volume, Days);

    /// <summary>102 companies of the S&amp;P 500, 519 sessions, as they were traded.</summary>
    public static IReadOnlyDictionary<string, Market> Sample => RealSample.Value;

    /// <summary>The bars of the published reference values.</summary>
    public static Market Quotes { get; } = Parse(TestData.ReadText("indicator-reference/quotes.csv.gz"), symbolColumn: false)[""];

    /// <summary>The security whose market <see cref="Quotes"/> is.</summary>
    public static Market Compare { get; } = Parse(TestData.ReadText("indicator-reference/compare.csv.gz"), symbolColumn: false)[""];

    public Market Slice(int start, int length) => new(
        Open[start..(start + length)], High[start..(start + length)], Low[start..(start + length)], Close[start..(start + length)],
        Volume[start..(start + length)], Days[start..(start + length)]);

    /// <summary>Markets one after another, each continuing at the price at which the one before ended.</summary>
    public static Market Chained(IReadOnlyList<Market> markets)
    {
        var factors = new double[markets.Count];
        factors[^1] = 1;
        for (var i = markets.Count - 2; i >= 0; i--) factors[i] = factors[i + 1] * markets[i + 1].Open[0] / markets[i].Close[^1];
        double[] All(Func<Market, double[]> column) =>
            [.. markets.SelectMany((market, i) => column(market).Select(price => price * factors[i]))];
        double[] volume = [.. markets.SelectMany(market => market.Volume)];
        int[] days = [.. Enumerable.Range(730_000, volume.Length)];
        return new Market(All(m => m.Open), All(m => m.High), All(m => m.Low), All(m => m.Close), volume, days);
    }

    /// <summary>A random walk with gaps, equal prices and bars without range now and then.</summary>
    public static Market Random(int seed, int length, double swing = 0.02, double tick = 0.01)
    {
        var random = new Random(seed);
        double[] Column() => new double[length];
        var market = new Market(Column(), Column(), Column(), Column(), Column(), new int[length]);
        double Round(double price) => Math.Max(tick, Math.Round(price / tick) * tick);
        var close = 50.0;
        for (var i = 0; i < length; i++)
        {
            var open = random.Next(10) == 0 ? close : Round(close * (1 + (swing * (random.NextDouble() - 0.5))));
            var next = random.Next(20) == 0 ? open : Round(open * (1 + (2 * swing * (random.NextDouble() - 0.5))));
            market.Open[i] = open;
            market.Close[i] = next;
            double Shadow() => random.Next(4) == 0 ? 0 : Round(open * swing * random.NextDouble() / 2);
            market.High[i] = Math.Max(open, next) + Shadow();
            market.Low[i] = Math.Max(tick, Math.Min(open, next) - Shadow());
            market.Volume[i] = random.Next(50) == 0 ? 0 : random.Next(1, 1_000_000);
            market.Days[i] = 730_000 + i;
            close = next is < 5 or > 500 ? 50 : next;
        }
        return market;
    }

    /// <summary>Bars as comma-separated values: date, open, high, low, close, volume, with the symbol before them or not.</summary>
    public static Dictionary<string, Market> Parse(string text, bool symbolColumn)
    {
        var first = symbolColumn ? 1 : 0;
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.TrimEnd('\r').Split(','))
            .GroupBy(fields => symbolColumn ? fields[0] : "")
            .ToDictionary(group => group.Key, group =>
            {
                var rows = group.ToArray();
                double[] Column(int offset) => [.. rows.Select(row => double.Parse(row[first + offset], CultureInfo.InvariantCulture))];
                int[] days = [.. rows.Select(row => DateOnly.Parse(row[first], CultureInfo.InvariantCulture).DayNumber)];
                return new Market(Column(1), Column(2), Column(3), Column(4), Column(5), days);
            });
    }
}
