using System.Numerics;

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

    /// <summary>The index of the last jump; −1 if there is none.</summary>
    /// <param name="closes">Closes.</param>
    /// <param name="opens">As many opens, each after the close of its index.</param>
    public static int LastJump(ReadOnlySpan<double> closes, ReadOnlySpan<double> opens)
    {
        var end = opens.Length;
        for (; end >= Vector<double>.Count; end -= Vector<double>.Count)
        {
            var start = end - Vector<double>.Count;
            var (close, open) = (new Vector<double>(closes[start..end]), new Vector<double>(opens[start..end]));
            if (Vector.GreaterThanOrEqualAny(open, Up * close) || Vector.LessThanOrEqualAny(open, Down * close)) break;
        }
        for (var i = end - 1; i >= 0; i--)
        {
            if (IsJump(closes[i], opens[i])) return i;
        }
        return -1;
    }
}
