namespace Technic.Core.Market;

/// <summary>Gaps between a close and the next open that are more often an unlisted split, or another company, than a price.</summary>
public static class PriceGap
{
    /// <summary>An open at least so many times the close before is a jump.</summary>
    public const double Up = 1.8;

    /// <summary>An open at most this part of the close before is a jump.</summary>
    public const double Down = 0.55;

    /// <summary>Whether an open is a jump from the close before, both in the same unit.</summary>
    public static bool IsJump(double close, double open) => open >= Up * close || open <= Down * close;
}
