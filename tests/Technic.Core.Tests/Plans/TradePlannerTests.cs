using FsCheck;
using FsCheck.Fluent;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Indicators;

namespace Technic.Core.Tests.Plans;

public sealed class TradePlannerTests
{
    private const double Rounding = 1e-9;

    [Fact]
    public void A_long_plan_is_followed_by_hand()
    {
        // ATR 2: stop = min(low 98, 100 − 3), entry 100.2, target 100.2 + 2 · 3.2.
        var plan = TradePlanner.Plan(Row(Signal.Long, close: 100, high: 101, low: 98, atr: 2), RiskBudget.Default)!;

        Assert.Equal(TradeDirection.Long, plan.Direction);
        Assert.Equal(97, plan.Stop, Rounding);
        Assert.Equal(100.2, plan.Entry, Rounding);
        Assert.Equal(106.6, plan.Target, Rounding);
        Assert.Equal((31, SizeLimit.Risk), (plan.Shares, plan.LimitedBy)); // 100 dollars ÷ 3.2
    }

    [Fact]
    public void A_short_plan_is_its_mirror()
    {
        var plan = TradePlanner.Plan(Row(Signal.StrongShort, close: 100, high: 102, low: 99, atr: 2), RiskBudget.Default)!;

        Assert.Equal(TradeDirection.Short, plan.Direction);
        Assert.Equal(103, plan.Stop, Rounding);
        Assert.Equal(99.8, plan.Entry, Rounding);
        Assert.Equal(93.4, plan.Target, Rounding);
        Assert.Equal(31, plan.Shares);
    }

    [Theory]
    [InlineData(99.5, 97)] // the usual 1.5 ATR
    [InlineData(95, 95)] // below the last low
    [InlineData(80, 94)] // but never further than 3 ATR
    public void The_stop_stands_below_the_last_low_within_limits(double low, double expected) =>
        Assert.Equal(
            expected, TradePlanner.Plan(Row(Signal.Long, close: 100, high: 101, low: low, atr: 2), RiskBudget.Default)!.Stop, Rounding);

    [Fact]
    public void At_most_a_twentieth_of_the_dollar_volume_is_traded()
    {
        // 5 % of 20,000 dollars buys 9 shares at 100.2.
        var plan = TradePlanner.Plan(Row(Signal.Long, 100, 101, 98, atr: 2, dollarVolume: 20_000), RiskBudget.Default)!;

        Assert.Equal((9, SizeLimit.Liquidity), (plan.Shares, plan.LimitedBy));
    }

    [Fact]
    public void Never_more_is_traded_than_the_account_buys()
    {
        var plan = TradePlanner.Plan(Row(Signal.Long, 100, 101, 98, atr: 2), RiskBudget.Default with { RiskPercent = 50 })!;

        Assert.Equal((99, SizeLimit.Account), (plan.Shares, plan.LimitedBy));
    }

    [Fact]
    public void A_budget_too_small_for_a_share_plans_none() =>
        Assert.Equal(0, TradePlanner.Plan(Row(Signal.Long, 100, 101, 98, atr: 2), new RiskBudget(Account: 50))!.Shares);

    [Fact]
    public void An_account_a_hair_too_small_for_one_more_share_does_not_buy_it()
    {
        var row = Row(Signal.Long, close: 0.7, high: 0.71, low: 0.69, atr: 0.02);
        var entry = TradePlanner.Plan(row, RiskBudget.Default)!.Entry;

        for (var shares = 1; shares <= 500; shares++)
        {
            var budget = new RiskBudget(Math.BitDecrement(shares * entry), RiskPercent: 100);
            Assert.True(TradePlanner.Plan(row, budget)!.Value <= budget.Account, $"{shares} shares");
        }
    }

    [Fact]
    public void There_is_no_plan_without_direction_range_or_volume()
    {
        Assert.Null(TradePlanner.Plan(Row(Signal.Neutral, 100, 101, 98, atr: 2), RiskBudget.Default));
        Assert.Null(TradePlanner.Plan(Row(Signal.Long, 100, 101, 98, atr: double.NaN), RiskBudget.Default));
        Assert.Null(TradePlanner.Plan(Row(Signal.Long, 100, 101, 98, atr: 0), RiskBudget.Default));
        Assert.Null(TradePlanner.Plan(Row(Signal.Long, 100, 101, 98, atr: 2, dollarVolume: double.NaN), RiskBudget.Default));
    }

    [Fact]
    public void There_is_no_plan_whose_stop_or_target_is_no_price()
    {
        Assert.Null(TradePlanner.Plan(Row(Signal.Long, close: 10, high: 15, low: 1, atr: 8), RiskBudget.Default));
        Assert.Null(TradePlanner.Plan(Row(Signal.Short, close: 10, high: 15, low: 5, atr: 4), RiskBudget.Default));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(-5, 1, 2)]
    [InlineData(double.NaN, 1, 2)]
    [InlineData(double.PositiveInfinity, 1, 2)]
    [InlineData(10_000, 0, 2)]
    [InlineData(10_000, 101, 2)]
    [InlineData(10_000, 1, 0)]
    [InlineData(10_000, 1, double.NaN)]
    public void A_budget_that_means_nothing_is_refused_with_a_sentence(double account, double riskPercent, double rewardRatio)
    {
        var budget = new RiskBudget(account, riskPercent, rewardRatio);

        Assert.Contains(" must be above 0", budget.Complaint(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TradePlanner.Plan(Row(Signal.Long, 100, 101, 98, atr: 2), budget));
    }

    [Fact]
    public void Every_plan_keeps_its_order_and_its_budget()
    {
        var plans = 0;
        Markets.ForAll(AnyPlan, x =>
        {
            if (TradePlanner.Plan(x.Row, x.Budget) is { } plan)
            {
                plans++;
                KeepsItsOrderAndBudget(x.Row, x.Budget, plan);
            }
        });
        Assert.True(plans > 0, "No market has a plan.");
    }

    private static void KeepsItsOrderAndBudget(ScanRow row, RiskBudget budget, TradePlan plan)
    {
        var sign = plan.Direction == TradeDirection.Long ? 1 : -1;
        Assert.Equal(sign, Math.Sign((int)row.Signal));
        Assert.True(sign * plan.Stop < sign * plan.Entry && sign * plan.Entry < sign * plan.Target, plan.ToString());
        Assert.True(plan.Stop > 0 && plan.Target > 0, plan.ToString());
        Assert.InRange(
            Math.Abs(row.Close - plan.Stop), 0.5 * row.Atr14!.Value * (1 - Rounding), 3 * row.Atr14.Value * (1 + Rounding));
        Assert.Equal(
            budget.RewardRatio, Math.Abs(plan.Target - plan.Entry) / plan.RiskPerShare, tolerance: budget.RewardRatio * 1e-6);
        Assert.True(plan.Shares >= 0);
        Assert.True(plan.Risk <= budget.Account * budget.RiskPercent / 100, plan.ToString());
        Assert.True(plan.Value <= budget.Account && plan.Value <= 0.05 * row.DollarVolume20!.Value, plan.ToString());
    }

    [Fact]
    public void Every_short_plan_mirrors_a_long_one()
    {
        var plans = 0;
        Markets.ForAll(AnyPlan, x =>
        {
            var row = x.Row;
            // Mirrored about the close; kept only if the mirror image is a valid market too.
            var mirror = Row(
                (Signal)(-(int)row.Signal), row.Close, (2 * row.Close) - row.Low, (2 * row.Close) - row.High, row.Atr14!.Value);
            if (TradePlanner.Plan(row, x.Budget) is not { } plan || TradePlanner.Plan(mirror, x.Budget) is not { } mirrored) return;
            plans++;

            var tolerance = row.Close * x.Budget.RewardRatio * Rounding;
            Assert.NotEqual(plan.Direction, mirrored.Direction);
            Assert.Equal(row.Close - plan.Entry, mirrored.Entry - row.Close, tolerance);
            Assert.Equal(row.Close - plan.Stop, mirrored.Stop - row.Close, tolerance);
            Assert.Equal(row.Close - plan.Target, mirrored.Target - row.Close, tolerance);
        });
        Assert.True(plans > 0, "No market has a plan.");
    }

    private static Gen<(ScanRow Row, RiskBudget Budget)> AnyPlan { get; } =
        from seed in Gen.Choose(0, int.MaxValue)
        from signal in Gen.Elements(Signal.StrongShort, Signal.Short, Signal.Neutral, Signal.Long, Signal.StrongLong)
        select Case(new Random(seed), signal);

    private static (ScanRow Row, RiskBudget Budget) Case(Random random, Signal signal)
    {
        double Magnitude(double low, double high) => low * Math.Pow(high / low, random.NextDouble());
        var close = Magnitude(0.01, 500_000);
        var atr = close * Magnitude(0.001, 0.5);
        var row = Row(
            signal, close, close + (random.NextDouble() * 4 * atr), Math.Max(close / 100, close - (random.NextDouble() * 4 * atr)), atr,
            Magnitude(1, 1e11));
        return (row, new RiskBudget(Magnitude(1, 1e9), Magnitude(0.01, 100), Magnitude(0.1, 20)));
    }

    [Theory]
    [InlineData(PlanStyle.Breakout, TradeDirection.Long, 102.2, 98.0)]
    [InlineData(PlanStyle.Rebound, TradeDirection.Long, 102.2, 98.0)]
    [InlineData(PlanStyle.Breakdown, TradeDirection.Short, 97.8, 102.0)]
    [InlineData(PlanStyle.Fade, TradeDirection.Short, 97.8, 102.0)]
    public void A_style_has_its_direction_and_waits_for_the_last_high_or_low_to_break(
        PlanStyle style, TradeDirection direction, double entry, double stop)
    {
        // Regardless of the signal.
        foreach (var signal in Signals.All)
        {
            var plan = TradePlanner.Plan(Row(signal, close: 100, high: 102, low: 98, atr: 2), RiskBudget.Default, style)!;

            Assert.Equal((direction, style), (plan.Direction, plan.Style));
            Assert.Equal(entry, plan.Entry, 1e-9);
            Assert.Equal(stop, plan.Stop, 1e-9);
            Assert.Equal(plan.Entry + (2 * (plan.Entry - plan.Stop)), plan.Target, 1e-9);
        }
    }

    [Theory]
    [InlineData(96.0, 96.0)]
    [InlineData(100.0, null)] // not below the close
    [InlineData(104.0, null)]
    [InlineData(null, null)]
    public void A_pullback_is_bought_at_the_50_bar_average(double? average, double? entry)
    {
        var plan = TradePlanner.Plan(
            Row(Signal.Neutral, close: 100, high: 102, low: 98, atr: 2, average: average), RiskBudget.Default, PlanStyle.Pullback);

        Assert.Equal(entry, plan?.Entry);
        if (plan is not null) Assert.Equal((93.0, 102.0), (plan.Stop, plan.Target));
    }

    [Theory]
    [InlineData(100, 0.05, false)] // 8 cents and less than a thousandth
    [InlineData(100, 0.2, true)]
    [InlineData(1, 0.01, false)] // less than two cents
    [InlineData(1, 0.05, true)]
    public void A_stop_within_the_usual_spread_is_no_stop(double close, double atr, bool hasPlan) => Assert.Equal(
        hasPlan, TradePlanner.Plan(Row(Signal.Long, close, high: close, low: close, atr), RiskBudget.Default) is not null);

    [Fact]
    public void Every_style_is_found_by_its_name_and_says_what_it_assumes()
    {
        foreach (var style in Enum.GetValues<PlanStyle>())
        {
            Assert.Equal(style, PlanStyles.Parse(style.Name().ToUpperInvariant()));
            var plan = TradePlanner.Plan(Row(Signal.Long, close: 100, high: 102, low: 98, atr: 2, average: 96), RiskBudget.Default, style)!;
            Assert.StartsWith(plan.Direction == TradeDirection.Long ? "buy" : "sell", plan.Assumption(), StringComparison.Ordinal);
        }
        Assert.Contains(
            "did you mean 'pullback'", Assert.Throws<FormatException>(() => PlanStyles.Parse("pulback")).Message,
            StringComparison.OrdinalIgnoreCase);
    }

    private static ScanRow Row(
        Signal signal, double close, double high, double low, double atr, double dollarVolume = 1e8, double? average = null)
    {
        var values = Markets.Repeat(double.NaN, IndicatorValues.Count);
        values[(int)Indicator.Atr14] = atr;
        values[(int)Indicator.DollarVolume20] = dollarVolume;
        values[(int)Indicator.Sma50] = average ?? double.NaN;
        return new ScanRow
        {
            Symbol = Markets.Symbol,
            AsOf = BarTime.OfDay(new DateOnly(2021, 4, 21)),
            Bars = 104,
            ComparableBars = 104,
            Gaps = 0,
            Open = close,
            High = high,
            Low = low,
            Close = close,
            Volume = 1e6,
            Indicators = new IndicatorValues(values),
            StrengthReturn = null,
            Score = new Score(0, 0, 0, 0, 0, 0, null, 0, signal),
            Closes = default,
        };
    }
}
