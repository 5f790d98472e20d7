namespace Technic.Indicators.Candles;

/// <summary>Patterns of two bars.</summary>
/// <remarks>Definitions and settings: TA-Lib (BSD).</remarks>
internal static class TwoBars
{
    /// <summary>How far a dark cloud must close into the body before.</summary>
    private const double Penetration = 0.5;

    /// <summary>The value of an engulfing or a harami whose bodies have one end at the same price.</summary>
    private const int MatchingEnd = 80;

    public static int CounterAttack(in CandleBars c, int i) =>
        c.Color(i - 1) == -c.Color(i) && c.IsLong(i - 1) && c.IsLong(i) && c.AreEqual(c.Close[i], c.Close[i - 1], i - 1)
            ? 100 * c.Color(i)
            : 0;

    public static int DarkCloudCover(in CandleBars c, int i) =>
        c.IsWhite(i - 1) && c.IsBlack(i) && c.Open[i] > c.High[i - 1] && c.Close[i] > c.Open[i - 1] &&
        c.Close[i] < c.Close[i - 1] - (c.Body(i - 1) * Penetration) && c.IsLong(i - 1)
            ? -100
            : 0;

    public static int DojiStar(in CandleBars c, int i) =>
        (c.IsWhite(i - 1) ? c.IsBodyAbove(i, i - 1) : c.IsBodyBelow(i, i - 1)) && c.IsLong(i - 1) && c.IsDoji(i)
            ? -100 * c.Color(i - 1)
            : 0;

    public static int Engulfing(in CandleBars c, int i)
    {
        if (IsEngulfing(c, i)) return 100 * c.Color(i);
        if (c.Color(i) == c.Color(i - 1) || c.Top(i) < c.Top(i - 1) || c.Bottom(i) > c.Bottom(i - 1)) return 0;
        // One end of the bodies is at the same price; where both are, neither encloses the other.
        return c.Body(i) > c.Body(i - 1) ? MatchingEnd * c.Color(i) : 0;
    }

    /// <summary>Whether the body of a bar encloses that of the bar before, of the other colour.</summary>
    public static bool IsEngulfing(in CandleBars c, int i) => c.Color(i) == -c.Color(i - 1) && c.IsBodyInside(i - 1, i);

    public static int Harami(in CandleBars c, int i) =>
        IsBodyWithin(c, i) && c.IsLong(i - 1) && c.Body(i) <= c.AverageBody(i) ? HaramiValue(c, i) : 0;

    public static int HaramiCross(in CandleBars c, int i) =>
        IsBodyWithin(c, i) && c.IsLong(i - 1) && c.IsDoji(i) ? HaramiValue(c, i) : 0;

    public static int HomingPigeon(in CandleBars c, int i) =>
        c.IsBlack(i - 1) && c.IsBlack(i) && c.Open[i] < c.Open[i - 1] && c.Close[i] > c.Close[i - 1] && c.IsLong(i - 1) &&
        c.Body(i) <= c.AverageBody(i)
            ? 100
            : 0;

    public static int InNeck(in CandleBars c, int i) =>
        IsOpenBelowLongBlack(c, i) && c.Close[i] <= c.Close[i - 1] + c.Equal(i - 1) && c.Close[i] >= c.Close[i - 1] ? -100 : 0;

    public static int OnNeck(in CandleBars c, int i) =>
        IsOpenBelowLongBlack(c, i) && c.AreEqual(c.Close[i], c.Low[i - 1], i - 1) ? -100 : 0;

    public static int Thrusting(in CandleBars c, int i) =>
        IsOpenBelowLongBlack(c, i) && c.Close[i] > c.Close[i - 1] + c.Equal(i - 1) &&
        c.Close[i] <= c.Close[i - 1] + (c.Body(i - 1) * 0.5)
            ? -100
            : 0;

    public static int Piercing(in CandleBars c, int i) =>
        IsOpenBelowLongBlack(c, i) && c.Close[i] < c.Open[i - 1] && c.Close[i] > c.Close[i - 1] + (c.Body(i - 1) * 0.5) && c.IsLong(i)
            ? 100
            : 0;

    public static int Kicking(in CandleBars c, int i) => IsKicking(c, i) ? 100 * c.Color(i) : 0;

    public static int KickingByLength(in CandleBars c, int i) =>
        IsKicking(c, i) ? 100 * c.Color(c.Body(i) > c.Body(i - 1) ? i : i - 1) : 0;

    public static int MatchingLow(in CandleBars c, int i) =>
        c.IsBlack(i - 1) && c.IsBlack(i) && c.AreEqual(c.Close[i], c.Close[i - 1], i - 1) ? 100 : 0;

    public static int SeparatingLines(in CandleBars c, int i) =>
        c.Color(i - 1) == -c.Color(i) && c.AreEqual(c.Open[i], c.Open[i - 1], i - 1) && c.IsLong(i) &&
        (c.IsWhite(i) ? c.HasVeryShortLowerShadow(i) : c.HasVeryShortUpperShadow(i))
            ? 100 * c.Color(i)
            : 0;

    private static bool IsBodyWithin(in CandleBars c, int i) => c.Top(i) <= c.Top(i - 1) && c.Bottom(i) >= c.Bottom(i - 1);

    private static int HaramiValue(in CandleBars c, int i) => -c.Color(i - 1) * (c.IsBodyInside(i, i - 1) ? 100 : MatchingEnd);

    private static bool IsOpenBelowLongBlack(in CandleBars c, int i) =>
        c.IsBlack(i - 1) && c.IsWhite(i) && c.Open[i] < c.Low[i - 1] && c.IsLong(i - 1);

    private static bool IsKicking(in CandleBars c, int i) =>
        c.Color(i - 1) == -c.Color(i) && (c.IsWhite(i) ? c.IsAbove(i, i - 1) : c.IsBelow(i, i - 1)) && IsMarubozu(c, i - 1) &&
        IsMarubozu(c, i);

    private static bool IsMarubozu(in CandleBars c, int i) => c.IsLong(i) && c.HasVeryShortUpperShadow(i) && c.HasVeryShortLowerShadow(i);
}
