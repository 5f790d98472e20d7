namespace Technic.Indicators.Candles;

/// <summary>Patterns of four and five bars.</summary>
/// <remarks>Definitions and settings: TA-Lib (BSD).</remarks>
internal static class MoreBars
{
    /// <summary>How far the small bars of a mat hold may come back into the first body.</summary>
    private const double Penetration = 0.5;

    public static int ThreeBlackCrows(in CandleBars c, int i) =>
        c.IsWhite(i - 3) && c.IsBlack(i - 2) && c.IsBlack(i - 1) && c.IsBlack(i) &&
        c.Open[i - 1] < c.Open[i - 2] && c.Open[i - 1] > c.Close[i - 2] && c.Open[i] < c.Open[i - 1] && c.Open[i] > c.Close[i - 1] &&
        c.High[i - 3] > c.Close[i - 2] && c.Close[i - 2] > c.Close[i - 1] && c.Close[i - 1] > c.Close[i] &&
        c.HasVeryShortLowerShadow(i - 2) && c.HasVeryShortLowerShadow(i - 1) && c.HasVeryShortLowerShadow(i)
            ? -100
            : 0;

    public static int ThreeLineStrike(in CandleBars c, int i)
    {
        if (c.Color(i - 3) != c.Color(i - 2) || c.Color(i - 2) != c.Color(i - 1) || c.Color(i) != -c.Color(i - 1)) return 0;
        var isStrike = c.IsWhite(i - 1)
            ? c.Close[i - 1] > c.Close[i - 2] && c.Close[i - 2] > c.Close[i - 3] && c.Open[i] > c.Close[i - 1] &&
              c.Close[i] < c.Open[i - 3]
            : c.Close[i - 1] < c.Close[i - 2] && c.Close[i - 2] < c.Close[i - 3] && c.Open[i] < c.Close[i - 1] &&
              c.Close[i] > c.Open[i - 3];
        return isStrike && IsOpenNear(c, i - 2) && IsOpenNear(c, i - 1) ? 100 * c.Color(i - 1) : 0;
    }

    public static int ConcealingBabySwallow(in CandleBars c, int i) =>
        c.IsBlack(i - 3) && c.IsBlack(i - 2) && c.IsBlack(i - 1) && c.IsBlack(i) && c.IsBodyBelow(i - 1, i - 2) &&
        c.High[i - 1] > c.Close[i - 2] && c.High[i] > c.High[i - 1] && c.Low[i] < c.Low[i - 1] &&
        c.HasVeryShortLowerShadow(i - 3) && c.HasVeryShortUpperShadow(i - 3) &&
        c.HasVeryShortLowerShadow(i - 2) && c.HasVeryShortUpperShadow(i - 2) && c.UpperShadow(i - 1) > c.VeryShortShadow(i - 1)
            ? 100
            : 0;

    public static int Breakaway(in CandleBars c, int i)
    {
        if (c.Color(i - 4) != c.Color(i - 3) || c.Color(i - 3) != c.Color(i - 1) || c.Color(i - 1) != -c.Color(i)) return 0;
        var isBreakaway = c.IsBlack(i - 4)
            ? c.IsBodyBelow(i - 3, i - 4) && c.High[i - 2] < c.High[i - 3] && c.Low[i - 2] < c.Low[i - 3] &&
              c.High[i - 1] < c.High[i - 2] && c.Low[i - 1] < c.Low[i - 2] && c.Close[i] > c.Open[i - 3] && c.Close[i] < c.Close[i - 4]
            : c.IsBodyAbove(i - 3, i - 4) && c.High[i - 2] > c.High[i - 3] && c.Low[i - 2] > c.Low[i - 3] &&
              c.High[i - 1] > c.High[i - 2] && c.Low[i - 1] > c.Low[i - 2] && c.Close[i] < c.Open[i - 3] && c.Close[i] > c.Close[i - 4];
        return isBreakaway && c.IsLong(i - 4) ? 100 * c.Color(i) : 0;
    }

    public static int LadderBottom(in CandleBars c, int i) =>
        c.IsBlack(i - 4) && c.IsBlack(i - 3) && c.IsBlack(i - 2) && c.IsBlack(i - 1) && c.IsWhite(i) &&
        c.Open[i - 4] > c.Open[i - 3] && c.Open[i - 3] > c.Open[i - 2] && c.Close[i - 4] > c.Close[i - 3] &&
        c.Close[i - 3] > c.Close[i - 2] && c.Open[i] > c.Open[i - 1] && c.Close[i] > c.High[i - 1] &&
        c.UpperShadow(i - 1) > c.VeryShortShadow(i - 1)
            ? 100
            : 0;

    public static int MatHold(in CandleBars c, int i)
    {
        if (c.IsBlack(i - 4) || c.IsWhite(i - 3) || c.IsBlack(i) || !c.IsBodyAbove(i - 3, i - 4)) return 0;
        var floor = c.Close[i - 4] - (c.Body(i - 4) * Penetration);
        return c.Bottom(i - 2) < c.Close[i - 4] && c.Bottom(i - 1) < c.Close[i - 4] && c.Bottom(i - 2) > floor && c.Bottom(i - 1) > floor &&
            c.Top(i - 2) < c.Open[i - 3] && c.Top(i - 1) < c.Top(i - 2) && c.Open[i] > c.Close[i - 1] &&
            c.Close[i] > Math.Max(Math.Max(c.High[i - 3], c.High[i - 2]), c.High[i - 1]) &&
            c.IsLong(i - 4) && IsShort(c, i - 3) && IsShort(c, i - 2) && IsShort(c, i - 1)
            ? 100
            : 0;
    }

    public static int RisingFallingThreeMethods(in CandleBars c, int i)
    {
        var color = c.Color(i - 4);
        if (c.Color(i - 3) != -color || c.Color(i - 2) != -color || c.Color(i - 1) != -color || c.Color(i) != color) return 0;
        return IsBodyInRange(c, i - 3, i - 4) && IsBodyInRange(c, i - 2, i - 4) && IsBodyInRange(c, i - 1, i - 4) &&
            c.Close[i - 2] * color < c.Close[i - 3] * color && c.Close[i - 1] * color < c.Close[i - 2] * color &&
            c.Open[i] * color > c.Close[i - 1] * color && c.Close[i] * color > c.Close[i - 4] * color &&
            c.IsLong(i - 4) && IsShort(c, i - 3) && IsShort(c, i - 2) && IsShort(c, i - 1) && c.IsLong(i)
            ? 100 * color
            : 0;
    }

    public static int Hikkake(in CandleBars c, int i) => WithConfirmation(c, i, Hook, first: 2);

    public static int ModifiedHikkake(in CandleBars c, int i) => WithConfirmation(c, i, ModifiedHook, first: CandlePatterns.NearPeriod + 2);

    /// <summary>±100 where the hook is, ±200 where one of the next three bars confirms it, by a close beyond its second bar.</summary>
    private static int WithConfirmation(in CandleBars c, int i, CandleMatch hook, int first)
    {
        var value = hook(c, i);
        if (value != 0) return value;
        for (var start = i - 1; start >= Math.Max(i - 3, first); start--)
        {
            value = hook(c, start);
            if (value == 0) continue;
            for (var bar = start + 1; bar < i; bar++)
            {
                if (IsConfirmed(c, start, value, bar)) return 0;
            }
            return IsConfirmed(c, start, value, i) ? 2 * value : 0;
        }
        return 0;
    }

    private static bool IsConfirmed(in CandleBars c, int hook, int value, int bar) =>
        value > 0 ? c.Close[bar] > c.High[hook - 1] : c.Close[bar] < c.Low[hook - 1];

    /// <summary>An inside bar, then a bar that leaves it below (bullish) or above (bearish).</summary>
    private static int Hook(in CandleBars c, int i) => !IsInside(c, i - 1) ? 0 : Leaves(c, i);

    /// <summary>Two inside bars, the first of which closes near its low (bullish) or high (bearish), then a bar that leaves them.</summary>
    private static int ModifiedHook(in CandleBars c, int i)
    {
        if (!IsInside(c, i - 2) || !IsInside(c, i - 1)) return 0;
        var value = Leaves(c, i);
        return value switch
        {
            > 0 when c.Close[i - 2] <= c.Low[i - 2] + c.Near(i - 2) => value,
            < 0 when c.Close[i - 2] >= c.High[i - 2] - c.Near(i - 2) => value,
            _ => 0,
        };
    }

    private static int Leaves(in CandleBars c, int i) =>
        c.High[i] < c.High[i - 1] && c.Low[i] < c.Low[i - 1] ? 100 : c.High[i] > c.High[i - 1] && c.Low[i] > c.Low[i - 1] ? -100 : 0;

    private static bool IsInside(in CandleBars c, int i) => c.High[i] < c.High[i - 1] && c.Low[i] > c.Low[i - 1];

    private static bool IsOpenNear(in CandleBars c, int i)
    {
        var near = c.Near(i - 1);
        return c.Open[i] >= c.Bottom(i - 1) - near && c.Open[i] <= c.Top(i - 1) + near;
    }

    private static bool IsShort(in CandleBars c, int i) => c.Body(i) < c.AverageBody(i);

    private static bool IsBodyInRange(in CandleBars c, int i, int other) => c.Bottom(i) < c.High[other] && c.Top(i) > c.Low[other];
}
