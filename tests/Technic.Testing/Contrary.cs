using Technic.Core.Rating;

namespace Technic.Testing;

/// <summary>An own score, which likes what has fallen.</summary>
public sealed class Contrary : IScoring
{
    public string Name => "Contrary";

    public static double RatingOf(ScanRow row) => row.Rsi14 is { } rsi ? 50 - rsi : 0;

    public Score Rate(ScanRow row) => Score.Of(RatingOf(row), Signal.Long, row.Risk);

    public RatingExplanation Explain(ScanRow row) => new([], row.Score, "contrary");

    public string Unrated(ScanRow row) => "nothing";
}
