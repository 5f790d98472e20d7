using FsCheck;
using FsCheck.Fluent;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Indicators;

namespace Technic.Core.Tests.Rating;

public sealed class ScoringTests
{
    private static readonly ScoreInputs Nothing = new()
    {
        Sma20AgainstSma50 = double.NaN,
        Sma50AgainstSma200 = double.NaN,
        CloseAgainstSma50 = double.NaN,
        Rsi = double.NaN,
        MacdHistogram = double.NaN,
        VolumeRatio = double.NaN,
        DayReturn = double.NaN,
        WeekReturn = double.NaN,
        FromHigh20 = double.NaN,
        FromLow20 = double.NaN,
        FromHigh55 = double.NaN,
        FromLow55 = double.NaN,
        AtrPercent = double.NaN,
    };

    /// <summary>A market with all values in the middle.</summary>
    private static readonly ScoreInputs Neutral = new()
    {
        Sma20AgainstSma50 = 0,
        Sma50AgainstSma200 = 0,
        CloseAgainstSma50 = 0,
        Rsi = 50,
        MacdHistogram = 0,
        VolumeRatio = 1,
        DayReturn = 0,
        WeekReturn = 0,
        FromHigh20 = -5,
        FromLow20 = 5,
        FromHigh55 = -10,
        FromLow55 = 10,
        AtrPercent = 2,
    };

    private static readonly ScoreInputs Strong = Neutral with
    {
        Sma20AgainstSma50 = 3,
        Sma50AgainstSma200 = 8,
        CloseAgainstSma50 = 6,
        Rsi = 70,
        MacdHistogram = 0.2,
        VolumeRatio = 2,
        DayReturn = 1.5,
        WeekReturn = 4,
        FromHigh20 = -0.2,
        FromHigh55 = -0.2,
    };

    [Fact]
    public void Without_any_value_nothing_is_scored() =>
        Assert.Equal(new Score(0, 0, 0, 0, 0, 0, Risk: null, Rating: 0, Signal.Neutral), Scoring.Score(Nothing));

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(-0.5, -1)]
    [InlineData(0, 0)]
    [InlineData(1e-9, 0)] // percent: nothing but rounding
    [InlineData(-1e-9, 0)]
    [InlineData(double.NaN, 0)]
    public void Each_pair_of_averages_gives_a_point_of_trend(double difference, int expected)
    {
        Assert.Equal(expected, Scoring.Score(Neutral with { Sma20AgainstSma50 = difference }).Trend);
        Assert.Equal(expected, Scoring.Score(Neutral with { Sma50AgainstSma200 = difference }).Trend);
        Assert.Equal(expected, Scoring.Score(Neutral with { CloseAgainstSma50 = difference }).Trend);
        Assert.Equal(expected, Scoring.Score(Neutral with { MacdHistogram = difference }).Momentum);
    }

    [Theory]
    [InlineData(100, 2, -1)]
    [InlineData(75.01, 2, -1)]
    [InlineData(75, 2, 0)]
    [InlineData(65.01, 2, 0)]
    [InlineData(65, 1, 1)]
    [InlineData(55.01, 1, 1)]
    [InlineData(55, 0, 1)]
    [InlineData(50, 0, 0)]
    [InlineData(45, 0, -1)]
    [InlineData(44.99, -1, -1)]
    [InlineData(35, -1, -1)]
    [InlineData(34.99, -2, 0)]
    [InlineData(25, -2, 0)]
    [InlineData(24.99, -2, 1)]
    [InlineData(0, -2, 1)]
    public void Rsi_gives_momentum_and_tells_when_it_is_stretched(double rsi, int momentum, int oscillator)
    {
        var score = Scoring.Score(Neutral with { Rsi = rsi });

        Assert.Equal((momentum, oscillator), (score.Momentum, score.Oscillator));
    }

    [Theory]
    [InlineData(1.51, 0.1, 2)]
    [InlineData(1.5, 0.1, 1)]
    [InlineData(1.21, 0.1, 1)]
    [InlineData(1.2, 0.1, 0)]
    [InlineData(0.5, 0.1, 0)]
    [InlineData(3, -0.1, -2)]
    [InlineData(1.3, -0.1, -1)]
    [InlineData(3, 0, 0)]
    [InlineData(3, double.NaN, 0)]
    [InlineData(double.NaN, 1, 0)]
    public void Unusual_volume_counts_in_the_direction_of_the_day(double ratio, double dayReturn, int expected) =>
        Assert.Equal(expected, Scoring.Score(Neutral with { VolumeRatio = ratio, DayReturn = dayReturn }).Volume);

    [Fact]
    public void A_breakout_is_near_the_highs_and_rising()
    {
        Assert.Equal(1, Scoring.Score(Neutral with { FromHigh20 = -1 }).Breakout);
        Assert.Equal(0, Scoring.Score(Neutral with { FromHigh20 = -1.01 }).Breakout);
        Assert.Equal(2, Scoring.Score(Neutral with { FromHigh20 = 0, FromHigh55 = -0.5 }).Breakout);
        Assert.Equal(-1, Scoring.Score(Neutral with { FromLow20 = 1 }).Breakout);
        Assert.Equal(-2, Scoring.Score(Neutral with { FromLow20 = 0, FromLow55 = 0 }).Breakout);
        Assert.Equal(0, Scoring.Score(Neutral with { FromHigh20 = 0, FromLow20 = 0 }).Breakout);
        Assert.Equal(
            (1, 0), (Scoring.Score(Neutral with { WeekReturn = 2.01 }).Breakout, Scoring.Score(Neutral with { WeekReturn = 2 }).Breakout));
        Assert.Equal(
            (-1, 0),
            (Scoring.Score(Neutral with { WeekReturn = -2.01 }).Breakout, Scoring.Score(Neutral with { WeekReturn = -2 }).Breakout));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 0.9)]
    [InlineData(3, 0, 0.7)]
    [InlineData(6, -1, 0.4)]
    [InlineData(6.01, -2, 0.399)]
    [InlineData(10, -2, 0)]
    [InlineData(25, -2, 0)]
    public void Calm_symbols_are_safer(double atrPercent, int volatility, double risk)
    {
        var score = Scoring.Score(Neutral with { AtrPercent = atrPercent });

        Assert.Equal(volatility, score.Volatility);
        Assert.Equal(risk, score.Risk!.Value, tolerance: 1e-12);
        Assert.Equal(0, score.Rating); // volatility has no direction of its own
    }

    [Fact]
    public void The_rating_weighs_the_subscores_and_the_risk()
    {
        var score = Scoring.Score(Strong);

        // Trend 3, momentum 2 + 1, volume 2, breakout 3, oscillator 0; ATR 2 %: risk 0.8, volatility 0.
        Assert.Equal((3, 3, 2, 3, 0, 0), (score.Trend, score.Momentum, score.Volume, score.Breakout, score.Oscillator, score.Volatility));
        Assert.Equal(100 * (9 + 9 + 4 + 3) / 30.0 * (0.7 + (0.3 * 0.8)), score.Rating, tolerance: 1e-12);
        Assert.Equal(Signal.StrongLong, score.Signal);
    }

    [Fact]
    public void Volatility_counts_in_the_direction_of_the_rating()
    {
        var wild = Strong with { AtrPercent = 10 };

        Assert.Equal((2500.0 / 30 * 0.7) - 2, Scoring.Score(wild).Rating, tolerance: 1e-12);
        Assert.Equal((-2500.0 / 30 * 0.7) + 2, Scoring.Score(wild.Mirrored()).Rating, tolerance: 1e-12);
    }

    [Fact]
    public void A_signal_needs_its_rating_and_its_trend()
    {
        Assert.Equal(Signal.StrongLong, Scoring.Score(Strong).Signal);
        // Trend 2, momentum 1, the rest still strong: 100 · (6 + 3 + 4 + 3 + 0) ÷ 30 · 0.94 = 50.
        Assert.Equal(Signal.Long, Scoring.Score(Strong with { Sma50AgainstSma200 = double.NaN, Rsi = 50 }).Signal);
        // Without a trend no rating gives a signal.
        Assert.Equal(Signal.Neutral, Scoring.Score(Strong with { Sma20AgainstSma50 = -1, Sma50AgainstSma200 = 0 }).Signal);
        // Trend 1, momentum 3: the rating is sufficient for Long, the trend is not for StrongLong.
        var weakTrend = Scoring.Score(Strong with { Sma20AgainstSma50 = 0, Sma50AgainstSma200 = 0, AtrPercent = 0.5 });
        Assert.InRange(weakTrend.Rating, 60, 100);
        Assert.Equal(Signal.Long, weakTrend.Signal);
        // Momentum 1 is sufficient: 100 · (9 + 3 + 4 + 3 + 1) ÷ 30 · 0.985 + 1.
        var steady = Scoring.Score(Strong with { Rsi = 60, MacdHistogram = 0, AtrPercent = 0.5 });
        Assert.Equal((1, Signal.StrongLong), (steady.Momentum, steady.Signal));
    }

    [Theory]
    [InlineData(0.5, Signal.Long)] // 100 · 11 ÷ 30 · 0.985 + 1 is 37.1
    [InlineData(2.5, Signal.Neutral)] // 100 · 11 ÷ 30 · 0.925 is 33.9
    public void Below_35_there_is_no_signal(double atrPercent, Signal expected)
    {
        var score = Scoring.Score(
            Neutral with { Sma20AgainstSma50 = 1, CloseAgainstSma50 = 1, Rsi = 60, FromHigh20 = 0, AtrPercent = atrPercent });

        Assert.Equal((2, 1, 1, 1), (score.Trend, score.Momentum, score.Breakout, score.Oscillator));
        Assert.Equal(expected, score.Signal);
    }

    [Fact]
    public void A_signal_to_the_short_side_needs_what_one_to_the_long_side_needs()
    {
        Assert.Equal(Signal.StrongShort, Scoring.Score(Strong.Mirrored()).Signal);
        Assert.Equal(Signal.Short, Scoring.Score((Strong with { Sma50AgainstSma200 = double.NaN, Rsi = 50 }).Mirrored()).Signal);
        Assert.Equal(Signal.Neutral, Scoring.Score((Strong with { Sma20AgainstSma50 = -1, Sma50AgainstSma200 = 0 }).Mirrored()).Signal);
        var weakTrend = Scoring.Score((Strong with { Sma20AgainstSma50 = 0, Sma50AgainstSma200 = 0, AtrPercent = 0.5 }).Mirrored());
        Assert.InRange(weakTrend.Rating, -100, -60);
        Assert.Equal(Signal.Short, weakTrend.Signal);
        var steady = Scoring.Score((Strong with { Rsi = 60, MacdHistogram = 0, AtrPercent = 0.5 }).Mirrored());
        Assert.Equal((-1, Signal.StrongShort), (steady.Momentum, steady.Signal));
        // Trend -3, momentum 0: 100 · (9 + 0 + 4 + 3 + 0) ÷ 30 · 1 + 1, momentum too weak for StrongShort in any case.
        var still = Scoring.Score((Strong with { Rsi = 50, MacdHistogram = 0, AtrPercent = 0 }).Mirrored());
        Assert.Equal((0, Signal.Short), (still.Momentum, still.Signal));
    }

    [Theory]
    [InlineData(1.75438596491228, 60, Signal.StrongLong)] // 100 · 19 ÷ 30 · 0.947…
    [InlineData(1.755, 59.998, Signal.Long)]
    public void A_rating_of_exactly_60_with_a_trend_of_exactly_2_is_strong(double atrPercent, double rating, Signal expected)
    {
        var inputs = Neutral with
        {
            Sma20AgainstSma50 = 1, Sma50AgainstSma200 = 1, Rsi = 70, MacdHistogram = 1, VolumeRatio = 2, DayReturn = 1,
            AtrPercent = atrPercent,
        };

        Score score = Scoring.Score(inputs), mirrored = Scoring.Score(inputs.Mirrored());

        Assert.Equal((2, 3, 2, 0, 0), (score.Trend, score.Momentum, score.Volume, score.Breakout, score.Oscillator));
        Assert.Equal(rating, score.Rating, tolerance: expected == Signal.StrongLong ? 0 : 1e-2);
        Assert.Equal((expected, -(int)expected), (score.Signal, (int)mirrored.Signal));
    }

    [Theory]
    [InlineData(1.51515151515151, 35, Signal.Long)] // 100 · 11 ÷ 30 · 0.954…
    [InlineData(1.516, 34.999, Signal.Neutral)]
    public void A_rating_of_exactly_35_is_a_signal(double atrPercent, double rating, Signal expected)
    {
        var inputs = Neutral with { Sma20AgainstSma50 = 1, Rsi = 70, VolumeRatio = 1.3, DayReturn = 1, AtrPercent = atrPercent };

        Score score = Scoring.Score(inputs), mirrored = Scoring.Score(inputs.Mirrored());

        Assert.Equal((1, 2, 1, 0, 0), (score.Trend, score.Momentum, score.Volume, score.Breakout, score.Oscillator));
        Assert.Equal(rating, score.Rating, tolerance: expected == Signal.Long ? 0 : 1e-2);
        Assert.Equal((expected, -(int)expected), (score.Signal, (int)mirrored.Signal));
    }

    [Fact]
    public void Moves_of_five_minute_bars_are_scaled_to_a_session_and_ratios_are_not()
    {
        var values = new IndicatorValues(Markets.Values(IndicatorValues.Count, i => i + 1));
        var day = BarTime.OfDay(new DateOnly(2026, 3, 10));
        var (daily, intraday) = (ScoreInputs.Of(values, 50, day), ScoreInputs.Of(values, 50, new BarTime(day.Minutes + 600)));
        var session = Math.Sqrt(78);

        Assert.Equal(values[Indicator.Roc5], daily.WeekReturn);
        Assert.Equal((values[Indicator.FromHigh20], values[Indicator.FromLow20]), (daily.FromHigh20, daily.FromLow20));
        Assert.Equal((values[Indicator.FromHigh55], values[Indicator.FromLow55]), (daily.FromHigh55, daily.FromLow55));
        Assert.Equal(values[Indicator.AtrPercent], daily.AtrPercent);
        Assert.Equal(
            daily with
            {
                WeekReturn = session * daily.WeekReturn,
                FromHigh20 = session * daily.FromHigh20,
                FromLow20 = session * daily.FromLow20,
                FromHigh55 = session * daily.FromHigh55,
                FromLow55 = session * daily.FromLow55,
                AtrPercent = session * daily.AtrPercent,
            },
            intraday);
    }

    [Theory]
    [InlineData(3, 2, 0, -1, 1, -1, 0.81, 53.4, "100 × (3·3 + 3·2 + 2·0 + (-1) + 1) ÷ 30 × (0.7 + 0.3 × 0.81) + (-1) = 53.4")]
    [InlineData(-3, -1, -2, 0, 0, -2, null, -35.7, "100 × (3·(-3) + 3·(-1) + 2·(-2) + 0 + 0) ÷ 30 × (0.7 + 0.3 × 0.00) + 2 = -35.7")]
    public void The_formula_works_the_rating_out(
        int trend, int momentum, int volume, int breakout, int oscillator, int volatility, double? risk, double rating, string formula)
    {
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series([10]));
        var score = new Score(trend, momentum, volume, breakout, oscillator, volatility, risk, rating, Signal.Neutral);

        Assert.Equal(formula, Scoring.Explain(row with { Score = score }).Formula);
    }

    [Theory]
    [InlineData(11, 2, "Volume ratio above 1.5, and the close rose")]
    [InlineData(9, -2, "Volume ratio above 1.5, and the close fell")]
    [InlineData(10, 0, "Volume ratio above 1.5, and the close was unchanged")]
    public void An_explanation_tells_the_direction_of_the_volume(double close, int points, string rule)
    {
        double[] closes = [.. Markets.Repeat(10, 29), close], volumes = [.. Markets.Repeat(1_000, 29), 5_000];
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series(closes, volume: volumes));

        Assert.Contains((rule, points), Scoring.Explain(row).Outcomes.Select(outcome => (outcome.Rule, outcome.Points)));
    }

    [Theory]
    [InlineData(50, 4)]
    [InlineData(-50, -4)]
    [InlineData(0, double.NaN)]
    public void The_macd_counts_in_percent_of_the_close(double close, double expected)
    {
        var values = Markets.Repeat(double.NaN, IndicatorValues.Count);
        values[(int)Indicator.MacdHistogram] = 2;

        Assert.Equal(expected, ScoreInputs.Of(new IndicatorValues(values), close, default).MacdHistogram);
    }

    [Fact]
    public void Every_rule_has_its_mirror() => Markets.ForAll(AnyInputs, inputs =>
    {
        Score score = Scoring.Score(inputs), mirrored = Scoring.Score(inputs.Mirrored());

        Assert.Equal(
            (-score.Trend, -score.Momentum, -score.Volume, -score.Breakout, -score.Oscillator),
            (mirrored.Trend, mirrored.Momentum, mirrored.Volume, mirrored.Breakout, mirrored.Oscillator));
        Assert.Equal((score.Volatility, score.Risk), (mirrored.Volatility, mirrored.Risk));
        Assert.Equal((-score.Rating, -(int)score.Signal), (mirrored.Rating, (int)mirrored.Signal));
    });

    [Fact]
    public void Subscores_stay_in_their_ranges() => Markets.ForAll(AnyInputs, inputs =>
    {
        var score = Scoring.Score(inputs);

        Assert.InRange(score.Trend, -3, 3);
        Assert.InRange(score.Momentum, -3, 3);
        Assert.InRange(score.Volume, -2, 2);
        Assert.InRange(score.Breakout, -3, 3);
        Assert.InRange(score.Oscillator, -1, 1);
        Assert.InRange(score.Volatility, -2, 1);
        Assert.InRange(score.Rating, -100, 100);
    });

    [Fact]
    public void An_explanation_adds_up_to_the_score() => Markets.ForAll(Markets.Any, market =>
    {
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, market.Bars());
        var explanation = Scoring.Explain(row);

        foreach (var subscore in Enum.GetValues<Subscore>())
            Assert.Equal(
                row.Score[subscore], explanation.Outcomes.Where(outcome => outcome.Subscore == subscore).Sum(outcome => outcome.Points));
        Assert.Equal(row.Score, explanation.Score);
    });

    [Fact]
    public void An_explanation_names_rule_value_and_points()
    {
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series(Markets.Values(60, i => 100 + i)));
        var explained = Scoring.Explain(row).Outcomes.Select(outcome => (outcome.Rule, outcome.Value, outcome.Points)).ToArray();

        Assert.Contains(("SMA 20 above SMA 50", 100 * 15 / 134.5, 1), explained);
        Assert.Contains(("SMA 50 against SMA 200 has no value", null, 0), explained);
        Assert.Contains(("RSI 14 above 65", 100, 2), explained);
        Assert.Contains(
            ("MACD histogram equal to 0", 0, 0), explained.Select(x => (x.Rule, x.Value is { } v ? Math.Round(v, 9) : x.Value, x.Points)));
        Assert.Contains(("Close within 1 % of the 20-bar high", 0, 1), explained);
        Assert.Contains(("Close away from the 55-bar low", 100 * 54.0 / 105, 0), explained);
        Assert.Contains(("RSI 14 above 75", 100, -1), explained);
    }

    [Fact]
    public void An_explanation_of_a_falling_market_names_the_lower_sides()
    {
        var row = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series(Markets.Values(260, i => 400 - i)));
        var explained = Scoring.Explain(row).Outcomes.Select(outcome => (outcome.Rule, outcome.Points)).ToArray();

        Assert.Superset(
            new HashSet<(string, int)>
            {
                ("SMA 20 below SMA 50", -1), ("SMA 50 below SMA 200", -1), ("Close below SMA 50", -1), ("RSI 14 below 35", -2),
                ("Close within 1 % of the 20-bar low", -1), ("Close within 1 % of the 55-bar low", -1), ("5-bar return below -2", -1),
                ("RSI 14 below 25", 1), ("ATR at most 1", 1),
            },
            explained.ToHashSet());
    }

    /// <summary>Inputs on and around every threshold, in eighths, so that none of them is rounded; some without a value.</summary>
    private static Gen<ScoreInputs> AnyInputs { get; } =
        from seed in Gen.Choose(0, int.MaxValue)
        select Inputs(new Random(seed));

    private static ScoreInputs Inputs(Random random)
    {
        double Eighths(int low, int high) => random.Next(15) == 0 ? double.NaN : random.Next(low * 8, (high * 8) + 1) / 8.0;
        return new ScoreInputs
        {
            Sma20AgainstSma50 = Eighths(-2, 2),
            Sma50AgainstSma200 = Eighths(-2, 2),
            CloseAgainstSma50 = Eighths(-2, 2),
            Rsi = Eighths(0, 100),
            MacdHistogram = Eighths(-1, 1),
            VolumeRatio = Eighths(0, 3),
            DayReturn = Eighths(-1, 1),
            WeekReturn = Eighths(-4, 4),
            FromHigh20 = Eighths(-3, 0),
            FromLow20 = Eighths(0, 3),
            FromHigh55 = Eighths(-3, 0),
            FromLow55 = Eighths(0, 3),
            AtrPercent = Eighths(0, 12),
        };
    }
}
