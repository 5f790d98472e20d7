using System.Globalization;
using static Technic.Core.Rating.Band;

namespace Technic.Core.Rating;

/// <summary>
/// The rules of the score. Each is defined once, as data, for both the score and its explanation; every rule for strength has its mirror
/// for weakness with the opposite points.
/// </summary>
public static class Scoring
{
    /// <summary>Differences below a billionth (in percent) are rounding errors: the two values are equal.</summary>
    private const double Rounding = 1e-7;

    private const double NearPercent = 1;

    private const int TrendWeight = 3;
    private const int MomentumWeight = 3;
    private const int VolumeWeight = 2;
    private const int BreakoutWeight = 1;
    private const int OscillatorWeight = 1;
    private const int LargestSubscore = 3;
    private const double LargestSum = LargestSubscore * (TrendWeight + MomentumWeight + VolumeWeight + BreakoutWeight + OscillatorWeight);
    private const double RiskWeight = 0.3;
    private const double AtrPercentWithoutSafety = 10;

    private const double StrongRating = 60;
    private const int StrongTrend = 2;
    private const int StrongMomentum = 1;
    private const double SignalRating = 35;
    private const int SignalTrend = 1;

    private static readonly ScoreRule[] Rules =
    [
        Sides(Subscore.Trend, "SMA 20", "SMA 50", "%", static (in ScoreInputs x) => x.Sma20AgainstSma50),
        Sides(Subscore.Trend, "SMA 50", "SMA 200", "%", static (in ScoreInputs x) => x.Sma50AgainstSma200),
        Sides(Subscore.Trend, "Close", "SMA 50", "%", static (in ScoreInputs x) => x.CloseAgainstSma50),

        new(Subscore.Momentum, "RSI 14", "", static (in ScoreInputs x) => x.Rsi, "in the middle",
            [Above(65, 2), Above(55, 1), Below(35, -2), Below(45, -1)]),
        Sides(Subscore.Momentum, "MACD histogram", "0", "% of close", static (in ScoreInputs x) => x.MacdHistogram),

        new(Subscore.Volume, "Volume ratio", "×", static (in ScoreInputs x) => x.VolumeRatio, "usual",
            [Above(1.5, 2), Above(1.2, 1), Below(0.7, 0)], direction: static (in ScoreInputs x) => x.DayReturn),

        NearHigh("20-bar high", static (in ScoreInputs x) => x.FromHigh20),
        NearLow("20-bar low", static (in ScoreInputs x) => x.FromLow20),
        NearHigh("55-bar high", static (in ScoreInputs x) => x.FromHigh55),
        NearLow("55-bar low", static (in ScoreInputs x) => x.FromLow55),
        new(Subscore.Breakout, "5-bar return", "%", static (in ScoreInputs x) => x.WeekReturn, "small",
            [Above(2, 1), Below(-2, -1)]),

        new(Subscore.Oscillator, "RSI 14", "", static (in ScoreInputs x) => x.Rsi, "neither rising nor stretched",
            [Within(55, 65, 1), Within(35, 45, -1), Above(75, -1), Below(25, 1)]),

        new(Subscore.Volatility, "ATR", "% of close", static (in ScoreInputs x) => x.AtrPercent, "",
            [AtMost(1, 1), AtMost(3, 0), AtMost(6, -1), Above(6, -2)]),
    ];

    /// <summary>The built-in way to rate.</summary>
    public static IScoring TechRating { get; } = new BuiltInScoring();

    /// <summary>The explanation of a row's rating, by the score that rated it.</summary>
    public static RatingExplanation Explain(ScanRow row) => row.Scoring.Explain(row);

    /// <inheritdoc cref="IScoring.Unrated"/>
    public static string Unrated(ScanRow row) => row.Scoring.Unrated(row);

    /// <summary>All rules with their values and points.</summary>
    private static RatingExplanation ExplainRules(ScanRow row)
    {
        var inputs = ScoreInputs.Of(row.Indicators, row.Close, row.AsOf);
        return new RatingExplanation([.. Rules.Select(rule => rule.Explain(inputs))], row.Score, Formula(row.Score));
    }

    /// <summary>
    /// The rules of a row's rating that have no value, because the symbol is too young or the window too short; empty when all have one.
    /// </summary>
    private static string UnratedRules(ScanRow row)
    {
        var inputs = ScoreInputs.Of(row.Indicators, row.Close, row.AsOf);
        List<string>? names = null;
        foreach (var rule in Rules)
        {
            if (!rule.HasNoValue(inputs)) continue;
            names ??= [];
            if (!names.Contains(rule.Name)) names.Add(rule.Name);
        }
        return names is null ? "" : string.Join("; ", names);
    }

    internal static Score Score(in ScoreInputs inputs)
    {
        Span<int> points = stackalloc int[(int)Subscore.Volatility + 1];
        points.Clear();
        foreach (var rule in Rules) points[(int)rule.Subscore] += rule.Points(inputs);
        foreach (ref var subscore in points) subscore = Math.Clamp(subscore, -LargestSubscore, LargestSubscore);

        double? risk = double.IsNaN(inputs.AtrPercent) ? null : Math.Clamp(1 - (inputs.AtrPercent / AtrPercentWithoutSafety), 0, 1);
        var (trend, momentum, volume, breakout, oscillator, volatility) = (
            points[0], points[1], points[2], points[3], points[4], points[5]);
        var rating = Rating(Sum(trend, momentum, volume, breakout, oscillator), risk, volatility);
        return new Score(trend, momentum, volume, breakout, oscillator, volatility, risk, rating, SignalOf(rating, trend, momentum));
    }

    /// <summary>The TechRating of a weighted sum of directional subscores. An unknown risk counts as 0.</summary>
    private static double Rating(int sum, double? risk, int volatility)
    {
        var safety = 1 - RiskWeight + (RiskWeight * (risk ?? 0));
        var rating = (100 * sum / LargestSum * safety) + (Math.Sign(sum) * volatility);
        return Math.Clamp(rating, -100, 100);
    }

    private static string Formula(Score score)
    {
        var sum = Sum(score.Trend, score.Momentum, score.Volume, score.Breakout, score.Oscillator);
        var points = $"{TrendWeight}·{In(score.Trend)} + {MomentumWeight}·{In(score.Momentum)} + {VolumeWeight}·{In(score.Volume)}"
            + $" + {In(score.Breakout)} + {In(score.Oscillator)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"100 × ({points}) ÷ {LargestSum} × ({1 - RiskWeight} + {RiskWeight} × {score.Risk ?? 0:0.00})"
            + $" + {In(Math.Sign(sum) * score.Volatility)} = {score.Rating:0.0}");

        static string In(int points) => points < 0 ? $"({points})" : $"{points}";
    }

    private static int Sum(int trend, int momentum, int volume, int breakout, int oscillator) =>
        (TrendWeight * trend) + (MomentumWeight * momentum) + (VolumeWeight * volume) + (BreakoutWeight * breakout) + (
            OscillatorWeight * oscillator);

    private static Signal SignalOf(double rating, int trend, int momentum) => rating switch
    {
        >= StrongRating when trend >= StrongTrend && momentum >= StrongMomentum => Signal.StrongLong,
        >= SignalRating when trend >= SignalTrend => Signal.Long,
        <= -StrongRating when trend <= -StrongTrend && momentum <= -StrongMomentum => Signal.StrongShort,
        <= -SignalRating when trend <= -SignalTrend => Signal.Short,
        _ => Signal.Neutral,
    };

    /// <summary>+1 above, −1 below, 0 when equal except for rounding.</summary>
    private static ScoreRule Sides(Subscore subscore, string name, string against, string unit, Measure difference) =>
        new(subscore, name, unit, difference, $"equal to {against}",
            [Above(Rounding, 1, $"above {against}"), Below(-Rounding, -1, $"below {against}")],
            missing: $"{name} against {against}{ScoreRule.NoValue}");

    private static ScoreRule NearHigh(string high, Measure distance) =>
        new(Subscore.Breakout, "Close", "%", distance, $"away from the {high}",
            [AtLeast(-NearPercent, 1, $"within {Band.Text(NearPercent)} % of the {high}")],
            missing: $"Close against the {high}{ScoreRule.NoValue}");

    private static ScoreRule NearLow(string low, Measure distance) =>
        new(Subscore.Breakout, "Close", "%", distance, $"away from the {low}",
            [AtMost(NearPercent, -1, $"within {Band.Text(NearPercent)} % of the {low}")],
            missing: $"Close against the {low}{ScoreRule.NoValue}");

    private sealed class BuiltInScoring : IScoring
    {
        public string Name => nameof(TechRating);

        public Score Rate(ScanRow row) => Score(ScoreInputs.Of(row.Indicators, row.Close, row.AsOf));

        public RatingExplanation Explain(ScanRow row) => ExplainRules(row);

        public string Unrated(ScanRow row) => UnratedRules(row);
    }
}
