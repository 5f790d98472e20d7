namespace Technic.Core.Market;

/// <summary>
/// Gaps between a close and the next open that are more likely an unlisted split, or another company, than a price change.
/// </summary>
public static class PriceGap
{
    /// <summary>An open of at least this multiple of the previous close is a jump.</summary>
    public const double Up = 1.8;

    /// <summary>An open of at most this multiple of the previous close is a jump.</summary>
    public const double Down = 0.55;

    /// <summary>Whether an open is a jump from the previous close, both in the same unit.</summary>
    public static bool IsJump(double close, double open) => open >= Up * close || open <= Down * close;
}
