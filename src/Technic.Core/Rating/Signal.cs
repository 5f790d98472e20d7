namespace Technic.Core.Rating;

/// <summary>What a row suggests; the sign is the direction.</summary>
public enum Signal
{
    StrongShort = -2,
    Short = -1,
    Neutral = 0,
    Long = 1,
    StrongLong = 2,
}
