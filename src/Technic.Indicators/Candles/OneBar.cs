namespace Technic.Indicators.Candles;

/// <summary>Patterns of one bar, some of them beside the bar before.</summary>
/// <remarks>Definitions and settings: TA-Lib (BSD).</remarks>
internal static class OneBar
{
    public static int BeltHold(in CandleBars c, int i) =>
        c.IsLong(i) && (c.IsWhite(i) ? c.HasVeryShortLowerShadow(i) : c.HasVeryShortUpperShadow(i)) ? 100 * c.Color(i) : 0;

    public static int ClosingMarubozu(in CandleBars c, int i) =>
        c.IsLong(i) && (c.IsWhite(i) ? c.HasVeryShortUpperShadow(i) : c.HasVeryShortLowerShadow(i)) ? 100 * c.Color(i) : 0;

    public static int Marubozu(in CandleBars c, int i) =>
        c.IsLong(i) && c.HasVeryShortUpperShadow(i) && c.HasVeryShortLowerShadow(i) ? 100 * c.Color(i) : 0;

    public static int Doji(in CandleBars c, int i) => c.IsDoji(i) ? 100 : 0;

    public static int DragonflyDoji(in CandleBars c, int i) =>
        c.IsDoji(i) && c.HasVeryShortUpperShadow(i) && c.LowerShadow(i) > c.VeryShortShadow(i) ? 100 : 0;

    public static int GravestoneDoji(in CandleBars c, int i) =>
        c.IsDoji(i) && c.HasVeryShortLowerShadow(i) && c.UpperShadow(i) > c.VeryShortShadow(i) ? 100 : 0;

    public static int LongLeggedDoji(in CandleBars c, int i) =>
        c.IsDoji(i) && (c.LowerShadow(i) > c.Body(i) || c.UpperShadow(i) > c.Body(i)) ? 100 : 0;

    public static int RickshawMan(in CandleBars c, int i)
    {
        if (!c.IsDoji(i) || c.LowerShadow(i) <= c.Body(i) || c.UpperShadow(i) <= c.Body(i)) return 0;
        double middle = c.Low[i] + (c.Range(i) / 2), near = c.Near(i);
        return c.Bottom(i) <= middle + near && c.Top(i) >= middle - near ? 100 : 0;
    }

    public static int Takuri(in CandleBars c, int i) =>
        c.IsDoji(i) && c.HasVeryShortUpperShadow(i) && c.LowerShadow(i) > 2 * c.Body(i) ? 100 : 0;

    public static int LongLine(in CandleBars c, int i)
    {
        if (!c.IsLong(i)) return 0;
        var shadow = c.ShortShadow(i);
        return c.UpperShadow(i) < shadow && c.LowerShadow(i) < shadow ? 100 * c.Color(i) : 0;
    }

    public static int ShortLine(in CandleBars c, int i)
    {
        if (c.Body(i) >= c.AverageBody(i)) return 0;
        var shadow = c.ShortShadow(i);
        return c.UpperShadow(i) < shadow && c.LowerShadow(i) < shadow ? 100 * c.Color(i) : 0;
    }

    public static int SpinningTop(in CandleBars c, int i) =>
        c.UpperShadow(i) > c.Body(i) && c.LowerShadow(i) > c.Body(i) && c.Body(i) < c.AverageBody(i) ? 100 * c.Color(i) : 0;

    public static int HighWave(in CandleBars c, int i) =>
        c.UpperShadow(i) > 2 * c.Body(i) && c.LowerShadow(i) > 2 * c.Body(i) && c.Body(i) < c.AverageBody(i) ? 100 * c.Color(i) : 0;

    public static int Hammer(in CandleBars c, int i) =>
        IsHammer(c, i) && c.Bottom(i) <= c.Low[i - 1] + c.Near(i - 1) ? 100 : 0;

    public static int HangingMan(in CandleBars c, int i) =>
        IsHammer(c, i) && c.Bottom(i) >= c.High[i - 1] - c.Near(i - 1) ? -100 : 0;

    public static int InvertedHammer(in CandleBars c, int i) => IsInvertedHammer(c, i) && c.IsBodyBelow(i, i - 1) ? 100 : 0;

    public static int ShootingStar(in CandleBars c, int i) => IsInvertedHammer(c, i) && c.IsBodyAbove(i, i - 1) ? -100 : 0;

    private static bool IsHammer(in CandleBars c, int i) =>
        c.LowerShadow(i) > c.Body(i) && c.Body(i) < c.AverageBody(i) && c.HasVeryShortUpperShadow(i);

    private static bool IsInvertedHammer(in CandleBars c, int i) =>
        c.UpperShadow(i) > c.Body(i) && c.Body(i) < c.AverageBody(i) && c.HasVeryShortLowerShadow(i);
}
