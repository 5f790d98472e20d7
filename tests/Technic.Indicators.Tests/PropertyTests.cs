using Xunit;

namespace Technic.Indicators.Tests;

/// <summary>What holds for every function with any parameters.</summary>
public sealed class PropertyTests
{
    private const int Length = 260;

    public static TheoryData<string> Functions => [.. FunctionCatalogue.BuiltIn.All.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_value_depends_on_its_bar_and_earlier_ones_alone(string name)
    {
        foreach (var (call, market, other, random) in Cases(name, count: 12))
        {
            var whole = call.Evaluate(market, other);
            foreach (var end in Enumerable.Range(0, 12).Select(_ => random.Next(1, Length)).Append(1).Append(2))
            {
                var cut = call.Evaluate(market.Slice(0, end), other.Slice(0, end));
                for (var i = 0; i < end; i++)
                {
                    if (BitConverter.DoubleToInt64Bits(whole[i]) == BitConverter.DoubleToInt64Bits(cut[i])) continue;
                    Assert.Fail($"{call} at bar {i} of {end}: {cut[i]:R}, with the history behind it {whole[i]:R}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void The_first_value_is_at_the_index_that_the_catalogue_states(string name)
    {
        foreach (var (call, market, other, _) in Cases(name, count: 20))
        {
            var values = call.Evaluate(market, other);
            var first = Math.Min(call.Function.FirstIndex(call.Parameters, call.Output), Length);

            Assert.All(values[..first], value => Assert.True(double.IsNaN(value), $"{call}: {value} before {first}"));
            Assert.True(call.Function.WarmUp(call.Parameters) >= first, $"{call}: warm-up before the first value");
            // Functions that need an event (a reversal, the day of an anchor, a range) can start later.
            if (call.Function.Name is "psar" or "volatility_stop" or "anchored_vwap" or "bop" or "cci" or "vwma" or "zscore") continue;
            if (first < Length) Assert.True(double.IsFinite(values[first]), $"{call}: no value at {first}");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_of_a_series_starts_where_the_series_starts(string name)
    {
        foreach (var (call, market, other, random) in Cases(name, count: 8))
        {
            if (!call.Function.TakesSeries) return;
            var missing = random.Next(1, 50);
            double[] x = [.. Enumerable.Repeat(double.NaN, missing), .. market.Close[missing..]];
            var values = call.Evaluate(market, x, other.Close);
            var alone = call.Evaluate(market.Slice(missing, Length - missing), other.Slice(missing, Length - missing));

            Assert.All(values[..missing], value => Assert.True(double.IsNaN(value)));
            Assert.Equal(alone, values[missing..]);
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Behind_a_missing_value_the_function_starts_again(string name)
    {
        foreach (var (call, market, other, random) in Cases(name, count: 8))
        {
            if (!call.Function.TakesSeries) return;
            var gap = random.Next(1, Length - 1);
            foreach (var missing in (double[])[double.NaN, double.PositiveInfinity, 1e300])
            {
                double[] x = [.. market.Close];
                x[gap] = missing;
                var values = call.Evaluate(market, x, other.Close);

                Assert.Equal(call.Evaluate(market.Slice(0, gap), other.Slice(0, gap)), values[..gap]);
                Assert.True(double.IsNaN(values[gap]));
                var behind = Length - gap - 1;
                Assert.Equal(call.Evaluate(market.Slice(gap + 1, behind), other.Slice(gap + 1, behind)), values[(gap + 1)..]);
            }
        }
    }

    /// <summary>Without range, without volume, without price, with a jump and with volumes beyond all measure.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void Unusual_markets_never_give_an_infinity(string name)
    {
        var random = new Random(3);
        Market[] markets =
        [
            Flat(100), Flat(0.1), Flat(0), Flat(1e9), Scaled(Market.Random(5, Length), 1e-12), Scaled(Market.Random(6, Length), 1e15),
            Concatenated(Flat(50), Market.Random(7, Length), Flat(20)),
            Concatenated(Market.Random(8, 40), Flat(33), Scaled(Market.Random(9, 40), 1e6)),
        ];
        foreach (var market in markets)
        {
            for (var i = 0; i < 6; i++)
            {
                var call = Call.RandomOf(FunctionCatalogue.BuiltIn.All.Single(function => function.Name == name), random);
                Assert.All(call.Evaluate(market), value => Assert.False(double.IsInfinity(value), $"{call}: {value}"));
            }
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(33.37)]
    [InlineData(1e9)]
    public void Windows_of_equal_values_have_exactly_that_value(double price)
    {
        var market = Concatenated(Market.Random(11, 300, tick: 0.0137), Flat(price), Market.Random(12, 30));
        const int At = 300 + Length - 1;
        double Value(string call) => Call.Parse(call).Evaluate(market)[At];

        Assert.All(
            [
                "sma(20)", "wma(14)", "hma(14)", "epma(10)", "median(9)", "highest(50)", "bb(20,2).upper", "bb(20,2).lower",
                "linreg(14).value", "vwma(14)",
            ],
            call => Assert.Equal(price, Value(call), 1e-15 * price));
        Assert.Equal(price, Value("sma(20)"));
        Assert.All(
            ["stdev(20)", "roc(5)", "tr()", "volatility(20)", "bb(20,2).width", "slope(14)", "cmf(20)", "ulcer(14)"],
            call => Assert.Equal(0, Value(call)));
        Assert.All(["stoch(14,3,3).k", "percent_rank(20)"], call => Assert.Equal(50, Value(call)));
        Assert.All(
            ["bb(20,2).percent_b", "zscore(20)", "cci(20)", "linreg(14).r2", "vortex(14).plus", "chop(14)", "bop(14)", "cmo(14)"],
            call => Assert.Equal(double.NaN, Value(call)));
    }

    [Fact]
    public void No_bars_give_no_values()
    {
        var empty = new Market([], [], [], [], [], []);
        Assert.All(Call.Usual(), call => Assert.Empty(call.Evaluate(empty)));
    }

    [Fact]
    public void A_market_that_never_moved_stands_in_the_middle_of_every_scale() =>
        Assert.All(
            ["rsi(14)", "mfi(14)", "stoch(14,3,3).d", "stoch_rsi(14,14,3,1).value"],
            call => Assert.Equal(50, Call.Parse(call).Evaluate(Flat(10))[^1]));

    private static IEnumerable<(Call Call, Market Market, Market Other, Random Random)> Cases(string name, int count)
    {
        var random = new Random(name.Sum(letter => letter));
        var function = FunctionCatalogue.BuiltIn.All.Single(candidate => candidate.Name == name);
        Market RandomMarket() => Market.Random(random.Next(), Length);
        for (var i = 0; i < count; i++) yield return (Call.RandomOf(function, random), RandomMarket(), RandomMarket(), random);
    }

    private static Market Flat(double price)
    {
        double[] prices = [.. Enumerable.Repeat(price, Length)];
        int[] days = [.. Enumerable.Range(730_000, Length)];
        return new Market(prices, prices, prices, prices, price == 100 ? new double[Length] : prices, days);
    }

    private static Market Scaled(Market market, double factor)
    {
        double[] Times(double[] column) => [.. column.Select(value => value * factor)];
        return new Market(
            Times(market.Open), Times(market.High), Times(market.Low), Times(market.Close), Times(market.Volume), market.Days);
    }

    private static Market Concatenated(params Market[] markets)
    {
        double[] All(Func<Market, double[]> column) => [.. markets.SelectMany(column)];
        int[] days = [.. Enumerable.Range(730_000, markets.Sum(market => market.Length))];
        return new Market(All(m => m.Open), All(m => m.High), All(m => m.Low), All(m => m.Close), All(m => m.Volume), days);
    }
}
