namespace Technic.Indicators.Candles;

/// <summary>Patterns of three bars.</summary>
/// <remarks>Definitions and settings: TA-Lib (BSD).</remarks>
internal static class ThreeBars
{
    /// <summary>How far the last bar of a star or an abandoned baby must close into the body of the first.</summary>
    private const double Penetration = 0.3;

    public static int TwoCrows(in CandleBars c, int i) =>
        c.IsWhite(i - 2) && c.IsBlack(i - 1) && c.IsBlack(i) && c.IsBodyAbove(i - 1, i - 2) &&
        c.Open[i] < c.Open[i - 1] && c.Open[i] > c.Close[i - 1] && c.Close[i] > c.Open[i - 2] && c.Close[i] < c.Close[i - 2] &&
        c.IsLong(i - 2)
            ? -100
            : 0;

    public static int UpsideGapTwoCrows(in CandleBars c, int i) =>
        c.IsWhite(i - 2) && c.IsBlack(i - 1) && c.IsBlack(i) && c.IsBodyAbove(i - 1, i - 2) &&
        c.Open[i] > c.Open[i - 1] && c.Close[i] < c.Close[i - 1] && c.Close[i] > c.Close[i - 2] && c.IsLong(i - 2) &&
        c.Body(i - 1) <= c.AverageBody(i - 1)
            ? -100
            : 0;

    public static int ThreeInside(in CandleBars c, int i) =>
        c.IsBodyInside(i - 1, i - 2) && c.Color(i - 2) == -c.Color(i) &&
        (c.IsWhite(i) ? c.Close[i] > c.Open[i - 2] : c.Close[i] < c.Open[i - 2]) && c.IsLong(i - 2) &&
        c.Body(i - 1) <= c.AverageBody(i - 1)
            ? -100 * c.Color(i - 2)
            : 0;

    public static int ThreeOutside(in CandleBars c, int i) =>
        TwoBars.IsEngulfing(c, i - 1) && (c.IsWhite(i - 1) ? c.Close[i] > c.Close[i - 1] : c.Close[i] < c.Close[i - 1])
            ? 100 * c.Color(i - 1)
            : 0;

    public static int ThreeStarsInTheSouth(in CandleBars c, int i) =>
        c.IsBlack(i - 2) && c.IsBlack(i - 1) && c.IsBlack(i) &&
        c.LowerShadow(i - 2) > c.Body(i - 2) && c.Body(i - 1) < c.Body(i - 2) &&
        c.Open[i - 1] > c.Close[i - 2] && c.Open[i - 1] <= c.High[i - 2] && c.Low[i - 1] < c.Close[i - 2] && c.Low[i - 1] >= c.Low[i - 2] &&
        c.Low[i] > c.Low[i - 1] && c.High[i] < c.High[i - 1] &&
        c.IsLong(i - 2) && c.LowerShadow(i - 1) > c.VeryShortShadow(i - 1) && c.Body(i) < c.AverageBody(i) &&
        c.HasVeryShortLowerShadow(i) && c.HasVeryShortUpperShadow(i)
            ? 100
            : 0;

    public static int ThreeWhiteSoldiers(in CandleBars c, int i) =>
        IsAdvance(c, i) && c.HasVeryShortUpperShadow(i - 2) && c.HasVeryShortUpperShadow(i - 1) && c.HasVeryShortUpperShadow(i) &&
        c.Open[i] > c.Open[i - 1] && c.Open[i] <= c.Close[i - 1] + c.Near(i - 1) &&
        c.Body(i - 1) > c.Body(i - 2) - c.Far(i - 2) && c.Body(i) > c.Body(i - 1) - c.Far(i - 1) && c.Body(i) > c.AverageBody(i)
            ? 100
            : 0;

    public static int AdvanceBlock(in CandleBars c, int i) =>
        IsAdvance(c, i) && c.Open[i] > c.Open[i - 1] && c.Open[i] <= c.Close[i - 1] + c.Near(i - 1) && c.IsLong(i - 2) &&
        c.UpperShadow(i - 2) < c.ShortShadow(i - 2) && IsWeakening(c, i)
            ? -100
            : 0;

    public static int StalledPattern(in CandleBars c, int i) =>
        IsAdvance(c, i) && c.IsLong(i - 2) && c.IsLong(i - 1) && c.HasVeryShortUpperShadow(i - 1) && c.Body(i) < c.AverageBody(i) &&
        c.Open[i] >= c.Close[i - 1] - c.Body(i) - c.Near(i - 1)
            ? -100
            : 0;

    public static int IdenticalThreeCrows(in CandleBars c, int i) =>
        c.IsBlack(i - 2) && c.IsBlack(i - 1) && c.IsBlack(i) && c.Close[i - 2] > c.Close[i - 1] && c.Close[i - 1] > c.Close[i] &&
        c.HasVeryShortLowerShadow(i - 2) && c.HasVeryShortLowerShadow(i - 1) && c.HasVeryShortLowerShadow(i) &&
        c.AreEqual(c.Open[i - 1], c.Close[i - 2], i - 2) && c.AreEqual(c.Open[i], c.Close[i - 1], i - 1)
            ? -100
            : 0;

    public static int AbandonedBaby(in CandleBars c, int i) =>
        c.Color(i - 2) == -c.Color(i) &&
        (c.IsWhite(i - 2)
            ? c.Close[i] < c.Close[i - 2] - (c.Body(i - 2) * Penetration) && c.IsAbove(i - 1, i - 2) && c.IsBelow(i, i - 1)
            : c.Close[i] > c.Close[i - 2] + (c.Body(i - 2) * Penetration) && c.IsBelow(i - 1, i - 2) && c.IsAbove(i, i - 1)) &&
        c.IsLong(i - 2) && c.IsDoji(i - 1) && c.Body(i) > c.AverageBody(i)
            ? 100 * c.Color(i)
            : 0;

    public static int EveningStar(in CandleBars c, int i) =>
        IsEvening(c, i) && c.Body(i - 1) <= c.AverageBody(i - 1) ? -100 : 0;

    public static int EveningDojiStar(in CandleBars c, int i) => IsEvening(c, i) && c.IsDoji(i - 1) ? -100 : 0;

    public static int MorningStar(in CandleBars c, int i) =>
        IsMorning(c, i) && c.Body(i - 1) <= c.AverageBody(i - 1) ? 100 : 0;

    public static int MorningDojiStar(in CandleBars c, int i) => IsMorning(c, i) && c.IsDoji(i - 1) ? 100 : 0;

    public static int GapSideBySideWhite(in CandleBars c, int i)
    {
        var isUp = c.IsBodyAbove(i - 1, i - 2) && c.IsBodyAbove(i, i - 2);
        if (!isUp && !(c.IsBodyBelow(i - 1, i - 2) && c.IsBodyBelow(i, i - 2))) return 0;
        if (c.IsBlack(i - 1) || c.IsBlack(i)) return 0;
        var near = c.Near(i - 1);
        var isAlike = c.Body(i) >= c.Body(i - 1) - near && c.Body(i) <= c.Body(i - 1) + near;
        return isAlike && c.AreEqual(c.Open[i], c.Open[i - 1], i - 1) ? (isUp ? 100 : -100) : 0;
    }

    public static int SideGapThreeMethods(in CandleBars c, int i) =>
        c.Color(i - 2) == c.Color(i - 1) && c.Color(i - 1) == -c.Color(i) &&
        c.Open[i] < c.Top(i - 1) && c.Open[i] > c.Bottom(i - 1) && c.Close[i] < c.Top(i - 2) && c.Close[i] > c.Bottom(i - 2) &&
        (c.IsWhite(i - 2) ? c.IsBodyAbove(i - 1, i - 2) : c.IsBodyBelow(i - 1, i - 2))
            ? 100 * c.Color(i - 2)
            : 0;

    public static int StickSandwich(in CandleBars c, int i) =>
        c.IsBlack(i - 2) && c.IsWhite(i - 1) && c.IsBlack(i) && c.Low[i - 1] > c.Close[i - 2] &&
        c.AreEqual(c.Close[i], c.Close[i - 2], i - 2)
            ? 100
            : 0;

    public static int TasukiGap(in CandleBars c, int i)
    {
        var isWhite = c.IsWhite(i - 1);
        if (c.Color(i - 1) != -c.Color(i)) return 0;
        var isTasuki = isWhite
            ? c.IsBodyAbove(i - 1, i - 2) && c.Open[i] < c.Close[i - 1] && c.Open[i] > c.Open[i - 1] &&
              c.Close[i] < c.Open[i - 1] && c.Close[i] > c.Top(i - 2)
            : c.IsBodyBelow(i - 1, i - 2) && c.Open[i] < c.Open[i - 1] && c.Open[i] > c.Close[i - 1] &&
              c.Close[i] > c.Open[i - 1] && c.Close[i] < c.Bottom(i - 2);
        return isTasuki && Math.Abs(c.Body(i - 1) - c.Body(i)) < c.Near(i - 1) ? 100 * c.Color(i - 1) : 0;
    }

    public static int TriStar(in CandleBars c, int i)
    {
        var isTop = c.IsBodyAbove(i - 1, i - 2) && c.Top(i) < c.Top(i - 1);
        var isBottom = c.IsBodyBelow(i - 1, i - 2) && c.Bottom(i) > c.Bottom(i - 1);
        if (!isTop && !isBottom) return 0;
        var doji = c.DojiBody(i - 2);
        if (c.Body(i - 2) > doji || c.Body(i - 1) > doji || c.Body(i) > doji) return 0;
        return isBottom ? 100 : -100;
    }

    public static int UniqueThreeRiver(in CandleBars c, int i) =>
        c.IsBlack(i - 2) && c.IsBlack(i - 1) && c.IsWhite(i) && c.Close[i - 1] > c.Close[i - 2] && c.Open[i - 1] <= c.Open[i - 2] &&
        c.Low[i - 1] < c.Low[i - 2] && c.Open[i] > c.Low[i - 1] && c.IsLong(i - 2) && c.Body(i) < c.AverageBody(i)
            ? 100
            : 0;

    /// <summary>Three white bars with higher closes, the second opening within or near the first body.</summary>
    private static bool IsAdvance(in CandleBars c, int i) =>
        c.IsWhite(i - 2) && c.IsWhite(i - 1) && c.IsWhite(i) && c.Close[i] > c.Close[i - 1] && c.Close[i - 1] > c.Close[i - 2] &&
        c.Open[i - 1] > c.Open[i - 2] && c.Open[i - 1] <= c.Close[i - 2] + c.Near(i - 2);

    /// <summary>Whether the bodies become smaller, or the upper shadows longer.</summary>
    private static bool IsWeakening(in CandleBars c, int i) =>
        (c.Body(i - 1) < c.Body(i - 2) - c.Far(i - 2) && c.Body(i) < c.Body(i - 1) + c.Near(i - 1)) ||
        c.Body(i) < c.Body(i - 1) - c.Far(i - 1) ||
        (c.Body(i) < c.Body(i - 1) && c.Body(i - 1) < c.Body(i - 2) &&
         (c.UpperShadow(i) > c.ShortShadow(i) || c.UpperShadow(i - 1) > c.ShortShadow(i - 1))) ||
        (c.Body(i) < c.Body(i - 1) && c.UpperShadow(i) > c.Body(i));

    private static bool IsEvening(in CandleBars c, int i) =>
        c.IsWhite(i - 2) && c.IsBlack(i) && c.IsBodyAbove(i - 1, i - 2) && c.Close[i] < c.Close[i - 2] - (c.Body(i - 2) * Penetration) &&
        c.IsLong(i - 2) && c.Body(i) > c.AverageBody(i);

    private static bool IsMorning(in CandleBars c, int i) =>
        c.IsBlack(i - 2) && c.IsWhite(i) && c.IsBodyBelow(i - 1, i - 2) && c.Close[i] > c.Close[i - 2] + (c.Body(i - 2) * Penetration) &&
        c.IsLong(i - 2) && c.Body(i) > c.AverageBody(i);
}
