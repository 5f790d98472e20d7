using Technic.Core.Rating;

/// <summary>Rates a fall within an uptrend: the lower the RSI, the higher the rating, and the other way round in a downtrend.</summary>
internal sealed class MeanReversion : IScoring
{
    public string Name => "Mean reversion";

    public Score Rate(ScanRow row)
    {
        var rating = RatingOf(row);
        var signal = rating switch { >= 50 => Signal.Long, <= -50 => Signal.Short, _ => Signal.Neutral };
        return Score.Of(rating, signal, row.Risk);
    }

    /// <summary>The rules of the rating, for <c>--explain</c>, the pages and the API.</summary>
    public RatingExplanation Explain(ScanRow row) => new(
        [new RuleOutcome(Subscore.Oscillator, "RSI 14 against 50 within the trend", row.Rsi14, "", (int)RatingOf(row))],
        row.Score, $"(50 − RSI) × 4, in an uptrend = {row.Rating:0.0}");

    /// <summary>What is missing for a rating.</summary>
    public string Unrated(ScanRow row) => row.Sma200 is null ? "SMA 200" : "";

    private static double RatingOf(ScanRow row)
    {
        if (row is not { Rsi14: { } rsi, Sma200: { } average }) return 0;
        var stretched = Math.Clamp((50 - rsi) * 4, -100, 100);
        return row.Close > average ? Math.Max(0, stretched) : Math.Min(0, stretched);
    }
}
