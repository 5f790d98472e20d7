namespace Technic.Core.Rating;

/// <summary>
/// The parts of a rating. All except <see cref="Volatility"/> have a direction: positive for strength, negative for weakness.
/// </summary>
public enum Subscore
{
    Trend,
    Momentum,
    Volume,
    Breakout,
    Oscillator,

    /// <summary>Not directional: how calm the symbol is.</summary>
    Volatility,
}
