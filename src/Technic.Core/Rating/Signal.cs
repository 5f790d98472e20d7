namespace Technic.Core.Rating;

/// <summary>The signal of a row; the sign is the direction.</summary>
public enum Signal
{
    StrongShort = -2,
    Short = -1,
    Neutral = 0,
    Long = 1,
    StrongLong = 2,
}
