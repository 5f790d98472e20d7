using System.Collections.Immutable;

namespace Technic.Indicators.Candles;

/// <summary>TA-Lib's 61 candlestick patterns, in the order of their names.</summary>
internal static class CandlePatterns
{
    /// <summary>The number of bars of the averages of "near", "far" and "equal".</summary>
    public const int NearPeriod = 5;

    private const int Average = CandleBars.LongestAverage;

    public static ImmutableArray<CandlePattern> All { get; } =
    [
        new("2crows", "Two crows", Average + 2, ThreeBars.TwoCrows),
        new("3blackcrows", "Three black crows", Average + 3, MoreBars.ThreeBlackCrows),
        new("3inside", "Three inside up and down", Average + 2, ThreeBars.ThreeInside),
        new("3linestrike", "Three-line strike", NearPeriod + 3, MoreBars.ThreeLineStrike),
        new("3outside", "Three outside up and down", 3, ThreeBars.ThreeOutside),
        new("3starsinsouth", "Three stars in the south", Average + 2, ThreeBars.ThreeStarsInTheSouth),
        new("3whitesoldiers", "Three white soldiers", Average + 2, ThreeBars.ThreeWhiteSoldiers),
        new("abandonedbaby", "Abandoned baby", Average + 2, ThreeBars.AbandonedBaby),
        new("advanceblock", "Advance block", Average + 2, ThreeBars.AdvanceBlock),
        new("belthold", "Belt hold", Average, OneBar.BeltHold),
        new("breakaway", "Breakaway", Average + 4, MoreBars.Breakaway),
        new("closingmarubozu", "Closing marubozu", Average, OneBar.ClosingMarubozu),
        new("concealbabyswall", "Concealing baby swallow", Average + 3, MoreBars.ConcealingBabySwallow),
        new("counterattack", "Counterattack", Average + 1, TwoBars.CounterAttack),
        new("darkcloudcover", "Dark cloud cover", Average + 1, TwoBars.DarkCloudCover),
        new("doji", "Doji", Average, OneBar.Doji),
        new("dojistar", "Doji star", Average + 1, TwoBars.DojiStar),
        new("dragonflydoji", "Dragonfly doji", Average, OneBar.DragonflyDoji),
        new("engulfing", "Engulfing", 2, TwoBars.Engulfing),
        new("eveningdojistar", "Evening doji star", Average + 2, ThreeBars.EveningDojiStar),
        new("eveningstar", "Evening star", Average + 2, ThreeBars.EveningStar),
        new("gapsidesidewhite", "Side-by-side white lines after a gap", NearPeriod + 2, ThreeBars.GapSideBySideWhite),
        new("gravestonedoji", "Gravestone doji", Average, OneBar.GravestoneDoji),
        new("hammer", "Hammer", Average + 1, OneBar.Hammer),
        new("hangingman", "Hanging man", Average + 1, OneBar.HangingMan),
        new("harami", "Harami", Average + 1, TwoBars.Harami),
        new("haramicross", "Harami cross", Average + 1, TwoBars.HaramiCross),
        new("highwave", "High-wave candle", Average, OneBar.HighWave),
        new("hikkake", "Hikkake", 5, MoreBars.Hikkake),
        new("hikkakemod", "Modified hikkake", NearPeriod + 5, MoreBars.ModifiedHikkake),
        new("homingpigeon", "Homing pigeon", Average + 1, TwoBars.HomingPigeon),
        new("identical3crows", "Identical three crows", Average + 2, ThreeBars.IdenticalThreeCrows),
        new("inneck", "In-neck", Average + 1, TwoBars.InNeck),
        new("invertedhammer", "Inverted hammer", Average + 1, OneBar.InvertedHammer),
        new("kicking", "Kicking", Average + 1, TwoBars.Kicking),
        new("kickingbylength", "Kicking, with the direction of the longer body", Average + 1, TwoBars.KickingByLength),
        new("ladderbottom", "Ladder bottom", Average + 4, MoreBars.LadderBottom),
        new("longleggeddoji", "Long-legged doji", Average, OneBar.LongLeggedDoji),
        new("longline", "Long line", Average, OneBar.LongLine),
        new("marubozu", "Marubozu", Average, OneBar.Marubozu),
        new("matchinglow", "Matching low", NearPeriod + 1, TwoBars.MatchingLow),
        new("mathold", "Mat hold", Average + 4, MoreBars.MatHold),
        new("morningdojistar", "Morning doji star", Average + 2, ThreeBars.MorningDojiStar),
        new("morningstar", "Morning star", Average + 2, ThreeBars.MorningStar),
        new("onneck", "On-neck", Average + 1, TwoBars.OnNeck),
        new("piercing", "Piercing", Average + 1, TwoBars.Piercing),
        new("rickshawman", "Rickshaw man", Average, OneBar.RickshawMan),
        new("risefall3methods", "Rising and falling three methods", Average + 4, MoreBars.RisingFallingThreeMethods),
        new("separatinglines", "Separating lines", Average + 1, TwoBars.SeparatingLines),
        new("shootingstar", "Shooting star", Average + 1, OneBar.ShootingStar),
        new("shortline", "Short line", Average, OneBar.ShortLine),
        new("spinningtop", "Spinning top", Average, OneBar.SpinningTop),
        new("stalledpattern", "Stalled pattern", Average + 2, ThreeBars.StalledPattern),
        new("sticksandwich", "Stick sandwich", NearPeriod + 2, ThreeBars.StickSandwich),
        new("takuri", "Takuri", Average, OneBar.Takuri),
        new("tasukigap", "Tasuki gap", NearPeriod + 2, ThreeBars.TasukiGap),
        new("thrusting", "Thrusting", Average + 1, TwoBars.Thrusting),
        new("tristar", "Tristar", Average + 2, ThreeBars.TriStar),
        new("unique3river", "Unique three river", Average + 2, ThreeBars.UniqueThreeRiver),
        new("upsidegap2crows", "Upside gap two crows", Average + 2, ThreeBars.UpsideGapTwoCrows),
        new("xsidegap3methods", "Upside and downside gap three methods", 2, ThreeBars.SideGapThreeMethods),
    ];
}
