namespace Technic.Core.Formulas.Library;

/// <summary>The candlestick patterns as conditions, by the names that people use.</summary>
internal static class CandleFormulas
{
    private const string Family = "Candles";

    /// <summary>Patterns that rise and fall: our name, and the name in <c>candle('…')</c>.</summary>
    private static readonly (string Name, string Pattern)[] TwoSided =
    [
        ("engulfing", "engulfing"), ("harami", "harami"), ("harami_cross", "haramicross"), ("doji_star", "dojistar"),
        ("abandoned_baby", "abandonedbaby"), ("belt_hold", "belthold"), ("breakaway", "breakaway"), ("counterattack", "counterattack"),
        ("kicking", "kicking"), ("kicking_by_length", "kickingbylength"), ("marubozu", "marubozu"),
        ("closing_marubozu", "closingmarubozu"), ("separating_lines", "separatinglines"), ("three_inside", "3inside"),
        ("three_outside", "3outside"), ("three_line_strike", "3linestrike"), ("tristar", "tristar"), ("hikkake", "hikkake"),
        ("modified_hikkake", "hikkakemod"), ("rising_falling_three_methods", "risefall3methods"),
        ("side_gap_three_methods", "xsidegap3methods"), ("tasuki_gap", "tasukigap"), ("gap_side_by_side_white", "gapsidesidewhite"),
        ("long_line", "longline"), ("short_line", "shortline"), ("spinning_top", "spinningtop"), ("high_wave", "highwave"),
    ];

    /// <summary>Patterns of one direction or of none.</summary>
    private static readonly (string Name, string Pattern)[] OneSided =
    [
        ("doji", "doji"), ("dragonfly_doji", "dragonflydoji"), ("gravestone_doji", "gravestonedoji"),
        ("long_legged_doji", "longleggeddoji"), ("rickshaw_man", "rickshawman"), ("takuri", "takuri"), ("hammer", "hammer"),
        ("inverted_hammer", "invertedhammer"), ("hanging_man", "hangingman"), ("shooting_star", "shootingstar"),
        ("morning_star", "morningstar"), ("morning_doji_star", "morningdojistar"), ("evening_star", "eveningstar"),
        ("evening_doji_star", "eveningdojistar"), ("piercing", "piercing"), ("dark_cloud_cover", "darkcloudcover"),
        ("three_white_soldiers", "3whitesoldiers"), ("three_black_crows", "3blackcrows"),
        ("identical_three_crows", "identical3crows"), ("two_crows", "2crows"), ("upside_gap_two_crows", "upsidegap2crows"),
        ("three_stars_in_the_south", "3starsinsouth"), ("unique_three_river", "unique3river"), ("ladder_bottom", "ladderbottom"),
        ("mat_hold", "mathold"), ("matching_low", "matchinglow"), ("homing_pigeon", "homingpigeon"),
        ("concealing_baby_swallow", "concealbabyswall"), ("stick_sandwich", "sticksandwich"), ("stalled_pattern", "stalledpattern"),
        ("advance_block", "advanceblock"), ("in_neck", "inneck"), ("on_neck", "onneck"), ("thrusting", "thrusting"),
    ];

    public static IEnumerable<NamedFormula> All =>
    [
        .. TwoSided.SelectMany(pattern => (NamedFormula[])
        [
            Of(pattern.Name, pattern.Pattern, "!=", "of either direction"),
            Of($"bullish_{pattern.Name}", pattern.Pattern, ">", "that points up"),
            Of($"bearish_{pattern.Name}", pattern.Pattern, "<", "that points down"),
        ]),
        .. OneSided.Select(pattern => Of(pattern.Name, pattern.Pattern, "!=", "at this bar")),
    ];

    private static NamedFormula Of(string name, string pattern, string sign, string direction) =>
        new(name, $"candle('{pattern}') {sign} 0", $"The candlestick pattern '{pattern}' {direction}", Family);
}
