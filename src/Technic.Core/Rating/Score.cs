namespace Technic.Core.Rating;

/// <summary>A symbol's score. The rules are in <see cref="Scoring"/>.</summary>
/// <param name="Trend">−3 … 3.</param>
/// <param name="Momentum">−3 … 3.</param>
/// <param name="Volume">−2 … 2.</param>
/// <param name="Breakout">−3 … 3.</param>
/// <param name="Oscillator">−1 … 1.</param>
/// <param name="Volatility">−2 … 1, not directional.</param>
/// <param name="Risk">0 … 1, 1 is safest; <c>null</c> without an ATR.</param>
/// <param name="Rating">The TechRating, −100 … 100.</param>
/// <param name="Signal">The signal of the rating.</param>
public readonly record struct Score(
    int Trend, int Momentum, int Volume, int Breakout, int Oscillator, int Volatility, double? Risk, double Rating, Signal Signal)
{
    /// <summary>The score of an own way to rate, without subscores.</summary>
    /// <param name="rating">The rating, −100 … 100.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="risk">0 … 1, 1 is safest; <c>null</c> if it is unknown.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public static Score Of(double rating, Signal signal, double? risk = null) =>
        new Score(0, 0, 0, 0, 0, 0, risk, rating, signal).Checked();

    /// <summary>This score, whose values are in their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not.</exception>
    internal Score Checked()
    {
        if (!(Rating is >= -100 and <= 100))
            throw new ArgumentOutOfRangeException("rating", Rating, "A rating must be between -100 and 100.");
        if (Risk is { } safety && !(safety is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException("risk", safety, "A risk must be between 0 and 1.");
        return Enum.IsDefined(Signal) ? this : throw new ArgumentOutOfRangeException("signal", Signal, "Unknown signal.");
    }

    /// <summary>The points of one subscore.</summary>
    public int this[Subscore subscore] => subscore switch
    {
        Subscore.Trend => Trend,
        Subscore.Momentum => Momentum,
        Subscore.Volume => Volume,
        Subscore.Breakout => Breakout,
        Subscore.Oscillator => Oscillator,
        Subscore.Volatility => Volatility,
        _ => throw new ArgumentOutOfRangeException(nameof(subscore), subscore, "Unknown subscore."),
    };
}
