using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Provider.Csv;
using Technic.Core.Studies;
using Technic.Testing;

namespace Technic.Core.Tests.Studies;

/// <summary>Studies of real prices against an independent computation, to 1e-9.</summary>
public sealed class RealMarketStudyTests
{
    private const double Tolerance = 1e-9;

    private static readonly Lazy<Task<IReadOnlyList<TradedHistory>>> Sample = new(() =>
        CsvMarket.Open(RealMarket.Sample.Bars, RealMarket.Sample.Splits, default).ReadMarketAsync(null, null, CancellationToken.None));

    [Theory]
    [InlineData(StudyEntry.NextOpen)]
    [InlineData(StudyEntry.Close)]
    public async Task Every_figure_equals_that_of_a_plain_computation(StudyEntry entry)
    {
        int[] horizons = [1, 5, 20, 60];
        var histories = await Sample.Value;
        var plain = new PlainStudy(histories);
        var atClose = entry == StudyEntry.Close;
        var signals = plain.Signals(IsBreakout);

        var study = new Study(StudyMarket.Of(histories)).Run(
            new StudyRequest
            {
                Scan = StudyRequest.EveryRow with { Where = "close > highest(high, 20)[1] and volume > 1.5 * sma(volume, 20)[1]" },
                Horizons = horizons, Entry = entry,
            },
            null, CancellationToken.None);

        Assert.Equal(
            signals.Select(signal => (plain.Days[signal.Day], signal.Symbol)), study.Events.Select(one => (one.Day, one.Symbol.Text)));
        Assert.InRange(study.Signals, 500, 5_000);
        foreach (var horizon in study.Horizons) Check(plain, signals, horizon, atClose);
        if (atClose) return;
        var returns = plain.Portfolio(signals, 20);
        Assert.Equal(returns.Count, study.Portfolio.Returns.Count);
        Assert.All(returns.Zip(study.Portfolio.Returns), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        var growth = returns.Aggregate(1.0, (equity, value) => equity * (1 + value));
        Assert.Equal(Math.Pow(growth, 252.0 / returns.Count) - 1, study.Portfolio.Gross.Cagr, Tolerance);
    }

    [Fact]
    public async Task Spread_SPY_bootstrap_distribution_and_parts_equal_those_of_a_plain_computation()
    {
        // The prices of a company stand for SPY, which is not in the sample.
        var histories = await Sample.Value;
        var apple = histories.Single(history => history.Listing.Symbol.Text == "AAPL");
        histories = [.. histories, apple with { Listing = new Listing(Symbol.Parse("SPY")) }];
        var plain = new PlainStudy(histories);
        var signals = plain.Signals(IsBreakout);
        var study = new Study(StudyMarket.Of(histories)).Run(
            new StudyRequest
            {
                Scan = StudyRequest.EveryRow with { Where = "close > highest(high, 20)[1] and volume > 1.5 * sma(volume, 20)[1]" },
                Horizons = [5, 20], Costs = 10, Spread = true,
            },
            null, CancellationToken.None);

        Assert.Equal(signals.Average(signal => plain.HalfSpread(signal.Symbol, signal.Day)), study.HalfSpread, Tolerance);
        for (var h = 0; h < 2; h++) CheckMore(plain, signals, study, h);
        Assert.Equal(
            [.. signals.GroupBy(signal => plain.IsRising(signal.Day) switch { true => "rising", false => "falling", null => "unknown" })
                .Select(group => (group.Key, group.Count())).Order()],
            study.ByRegime.Select(part => (part.Name, part.Signals)).Order());
        Assert.Equal(
            [.. signals.GroupBy(signal => plain.DollarVolume(signal.Symbol, signal.Day) switch
                {
                    < 1e6 => "below 1 million", < 1e7 => "1 to 10 million", < 1e8 => "10 to 100 million",
                    < 1e9 => "100 million to 1 billion", _ => "1 billion and more",
                }).Select(group => (group.Key, group.Count())).Order()],
            study.BySize.Select(part => (part.Name, part.Signals)).Order());
    }

    private static void CheckMore(PlainStudy plain, List<(int Day, string Symbol)> signals, StudyResult study, int index)
    {
        var horizon = study.Horizons[index];
        var n = horizon.Sessions;
        var events = signals.Select(signal => (signal.Day, signal.Symbol, Return: plain.Return(signal.Symbol, signal.Day, n, false)))
            .Where(one => one.Return is not null).Select(one => (one.Day, one.Symbol, Return: one.Return!.Value)).ToArray();
        var excess = events.Select(one => (one.Day, one.Return - plain.Universe(one.Day, n, false))).ToArray();
        var afterSpread = events.Average(one =>
        {
            var costs = 0.001 + plain.HalfSpread(one.Symbol, one.Day);
            return ((1 + one.Return) * (1 - costs) / (1 + costs)) - 1;
        });
        var (low, high) = PlainStudy.Bootstrap(excess, n, plain.Days.Length - n);
        var counts = study.Distributions[index].Counts;

        Assert.Equal(afterSpread, horizon.MeanAfterSpread, Tolerance);
        Assert.Equal(events.Average(one => one.Return - plain.Return("SPY", one.Day, n, false)!.Value), horizon.SpyExcessMean, Tolerance);
        Assert.Equal(low, study.Bootstrap[index].Low, Tolerance);
        Assert.Equal(high, study.Bootstrap[index].High, Tolerance);
        Assert.Equal(events.Length, counts.Sum());
        double[] sorted = [.. events.Select(one => one.Return).Order()];
        Assert.Equal(Quantile(0.01), study.Distributions[index].Low, Tolerance);
        Assert.Equal(Quantile(0.99), study.Distributions[index].High, Tolerance);
        var (from, width) = (study.Distributions[index].Low, (study.Distributions[index].High - study.Distributions[index].Low) / 40);
        for (var i = 1; i < 39; i++)
            Assert.Equal(events.Count(one => Math.Floor((one.Return - from) / width) == i), counts[i]);

        double Quantile(double part)
        {
            var place = ((sorted.Length + (1.0 / 3)) * part) + (1.0 / 3);
            var below = (int)place;
            return sorted[below - 1] + ((place - below) * (sorted[below] - sorted[below - 1]));
        }
    }

    [Fact]
    public async Task The_parts_of_a_study_are_studies_of_their_own_signals()
    {
        var market = new Study(StudyMarket.Of(await Sample.Value));
        var request = SmallMarket.Where("rsi14 < 30", 5);

        var whole = market.Run(request, null, CancellationToken.None);
        var year = market.Run(
            request with { From = new DateOnly(2020, 1, 1), To = new DateOnly(2020, 12, 31) }, null, CancellationToken.None);

        var part = whole.ByYear.Single(part => part.Name == "2020");
        Assert.Equal((year.Signals, year.Days), (part.Signals, part.Days));
        Assert.Equal(year.Horizons, part.Horizons);
        Assert.Equal(whole.Signals, whole.ByYear.Sum(part => part.Signals));
    }

    /// <summary>Formulas of all kinds must not know more of a day than its evening did.</summary>
    [Theory]
    [InlineData("close > sma(50) and rsi14 < 40")]
    [InlineData("close > 100 and volume > 5000000")]
    [InlineData("rank(roc(20)) > 90")]
    [InlineData("rank(sum(rank(roc(5)), 3)) > 95")]
    [InlineData("weekly.close crosses above weekly.sma(10)")]
    [InlineData("monthly.close > monthly.highest(high, 6)[1]")]
    [InlineData("close / AAPL.close >= highest(close / AAPL.close, 20) and AAPL.close < 200")]
    [InlineData("market.close > market.sma(50) and close < sma(50)")]
    [InlineData("rating > 60 and relativeStrength > 80")]
    [InlineData("signal = 'StrongLong' and bars > 100")]
    [InlineData("count(bullish_engulfing, 10) >= 2 and bars_since(close crosses below sma(50)) > 20")]
    public async Task A_signal_does_not_depend_on_later_data(string where)
    {
        var (days, differences) = new LookAheadCheck(await Sample.Value).Run(SmallMarket.Where(where, 5), seed: 3, CancellationToken.None);

        Assert.Equal(LookAheadCheck.Days, days.Count);
        Assert.Empty(differences);
    }

    [Fact]
    public async Task The_same_study_has_the_same_bits_every_time()
    {
        var histories = await Sample.Value;
        var request = SmallMarket.Where("close > sma(20)", 1, 20) with { RankBy = "roc(60)" };

        var first = new Study(StudyMarket.Of(histories)).Run(request, null, CancellationToken.None);
        var second = new Study(StudyMarket.Of([.. histories.Reverse()])).Run(request, null, CancellationToken.None);

        Assert.Equal(first.Horizons, second.Horizons);
        Assert.Equal(first.Portfolio.Returns, second.Portfolio.Returns);
        Assert.Equal(
            first.Ranks!.Horizons.Select(horizon => (horizon.Ic, horizon.IcT)),
            second.Ranks!.Horizons.Select(horizon => (horizon.Ic, horizon.IcT)));
    }

    private static void Check(PlainStudy plain, IReadOnlyList<(int Day, string Symbol)> signals, HorizonResult horizon, bool atClose)
    {
        var n = horizon.Sessions;
        var means = signals.Select(signal => signal.Day).Distinct().Where(day => day + n < plain.Days.Length)
            .ToDictionary(day => day, day => plain.Universe(day, n, atClose));
        var events = signals.Select(signal => (signal.Day, signal.Symbol, Return: plain.Return(signal.Symbol, signal.Day, n, atClose)))
            .Where(one => one.Return is not null)
            .Select(one => (one.Day, one.Symbol, Return: one.Return!.Value, Excess: one.Return.Value - means[one.Day])).ToArray();
        double[] sorted = [.. events.Select(one => one.Return).Order()];
        var ways = events.Select(one => plain.Way(one.Symbol, one.Day, n, atClose)).ToArray();
        var (error, cosines) = PlainStudy.Error([.. events.Select(one => (one.Day, one.Excess))], n, plain.Days.Length - n);
        var reach = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, cosines, 0.975) * error;
        var mean = events.Average(one => one.Excess);

        Assert.Equal(events.Length, horizon.Signals);
        Near(events.Average(one => one.Return), horizon.Mean);
        Near((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, horizon.Median);
        Near(events.Count(one => one.Return > 0) / (double)events.Length, horizon.Positive);
        Near(mean, horizon.ExcessMean);
        Near(events.Count(one => one.Excess > 0) / (double)events.Length, horizon.ExcessPositive);
        Near(error, horizon.StandardError);
        Near(mean - reach, horizon.Interval.Low);
        Near(mean + reach, horizon.Interval.High);
        Near(ways.Average(way => way.Mae), horizon.Adverse);
        Near(ways.Average(way => way.Mfe), horizon.Favorable);

        static void Near(double expected, double actual) => Assert.Equal(expected, actual, Tolerance);
    }

    private static bool IsBreakout(IReadOnlyList<Bar> bars)
    {
        if (bars.Count < 21) return false;
        var before = bars.Skip(bars.Count - 21).Take(20).ToArray();
        return bars[^1].Close > before.Max(bar => bar.High) && bars[^1].Volume > 1.5 * before.Average(bar => bar.Volume);
    }
}
