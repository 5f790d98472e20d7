namespace Technic.Core.Tests.Formulas;

/// <summary>
/// The 101 formulaic alphas (Z. Kakushadze, Wilmott 2016) that need neither an industry nor a capitalisation. Ranks are percentiles from 0
/// to
/// 100 here; the average price of a bar's trades, which bars do not have, is replaced by the typical price. A
/// correlation has no value where ranks did not move; <c>nz</c> makes it 0 in the formulas of short windows.
/// </summary>
internal static class Alphas
{
    /// <summary>Names that the formulas have in common.</summary>
    public const string Definitions =
        """
        let r = close / close[1] - 1;
        let vw = typical;
        let d = close - close[1];
        let mid = (high + low) / 2;
        let dollars = close * volume;
        let adv5 = avg(dollars, 5); let adv10 = avg(dollars, 10); let adv15 = avg(dollars, 15); let adv20 = avg(dollars, 20);
        let adv30 = avg(dollars, 30); let adv40 = avg(dollars, 40); let adv50 = avg(dollars, 50); let adv60 = avg(dollars, 60);
        let adv120 = avg(dollars, 120); let adv180 = avg(dollars, 180);
        let turn = (close[20] - close[10]) / 10 - (close[10] - close) / 10;
        """;

    /// <summary>The formulas by their numbers.</summary>
    public static IReadOnlyDictionary<int, string> All { get; } = new Dictionary<int, string>
    {
        [1] = "let x = if(r < 0, stdev(r, 20), close); rank(highest_bar(x * abs(x), 5)) - 50",
        [2] = "-correlation(rank(log(volume) - log(volume)[2]), rank((close - open) / open), 6)",
        [3] = "-correlation(rank(open), rank(volume), 10)",
        [4] = "-percent_rank(rank(low), 9)",
        [5] = "rank(open - sum(vw, 10) / 10) * -abs(rank(close - vw))",
        [6] = "-correlation(open, volume, 10)",
        [7] = "if(adv20 < volume, -percent_rank(abs(close - close[7]), 60) * sign(close - close[7]), -1)",
        [8] = "let x = sum(open, 5) * sum(r, 5); -rank(x - x[10])",
        [9] = "if(0 < lowest(d, 5), d, if(highest(d, 5) < 0, d, -d))",
        [10] = "rank(if(0 < lowest(d, 4), d, if(highest(d, 4) < 0, d, -d)))",
        [11] = "(rank(highest(vw - close, 3)) + rank(lowest(vw - close, 3))) * rank(volume - volume[3])",
        [12] = "sign(volume - volume[1]) * -d",
        [13] = "-rank(covariance(rank(close), rank(volume), 5))",
        [14] = "-rank(r - r[3]) * correlation(open, volume, 10)",
        [15] = "-sum(rank(nz(correlation(rank(high), rank(volume), 3))), 3)",
        [16] = "-rank(covariance(rank(high), rank(volume), 5))",
        [17] = "-rank(percent_rank(close, 10)) * rank(d - d[1]) * rank(percent_rank(volume / adv20, 5))",
        [18] = "-rank(stdev(abs(close - open), 5) + (close - open) + correlation(close, open, 10))",
        [19] = "-sign(2 * (close - close[7])) * (1 + rank(1 + sum(r, 250)))",
        [20] = "-rank(open - high[1]) * rank(open - close[1]) * rank(open - low[1])",
        [21] = "if(avg(close, 8) + stdev(close, 8) < avg(close, 2), -1, if(avg(close, 2) < avg(close, 8) - stdev(close, 8), 1, "
            + "if(volume / adv20 >= 1, 1, -1)))",
        [22] = "let x = correlation(high, volume, 5); -((x - x[5]) * rank(stdev(close, 20)))",
        [23] = "if(avg(high, 20) < high, -(high - high[2]), 0)",
        [24] = "let x = avg(close, 100); if((x - x[100]) / close[100] <= 0.05, -(close - lowest(close, 100)), -(close - close[3]))",
        [25] = "rank(-r * adv20 * vw * (high - close))",
        [26] = "-highest(correlation(percent_rank(volume, 5), percent_rank(high, 5), 5), 3)",
        [27] = "if(50 < rank(sum(correlation(rank(volume), rank(vw), 6), 2) / 2), -1, 1)",
        [28] = "scale_across(correlation(adv20, low, 5) + mid - close)",
        [29] = "lowest(rank(rank(scale_across(log(sum(lowest(rank(rank(-rank((close - 1) - (close - 1)[5]))), 2), 1))))), 5) "
            + "+ percent_rank((-r)[6], 5)",
        [30] = "(100 - rank(sign(d) + sign(d[1]) + sign(d[2]))) * sum(volume, 5) / sum(volume, 20)",
        [31] = "rank(rank(rank(wma(-rank(rank(close - close[10])), 10)))) + rank(-(close - close[3])) "
            + "+ sign(scale_across(correlation(adv20, low, 12)))",
        [32] = "scale_across(avg(close, 7) - close) + 20 * scale_across(correlation(vw, close[5], 230))",
        [33] = "rank(-(1 - open / close))",
        [34] = "rank((100 - rank(stdev(r, 2) / stdev(r, 5))) + (100 - rank(d)))",
        [35] = "percent_rank(volume, 32) * (100 - percent_rank(close + high - low, 16)) * (100 - percent_rank(r, 32))",
        [36] = "2.21 * rank(correlation(close - open, volume[1], 15)) + 0.7 * rank(open - close) + 0.73 * rank(percent_rank((-r)[6], 5)) "
            + "+ rank(abs(correlation(vw, adv20, 6))) + 0.6 * rank((avg(close, 200) - open) * (close - open))",
        [37] = "rank(correlation((open - close)[1], close, 200)) + rank(open - close)",
        [38] = "-rank(percent_rank(close, 10)) * rank(close / open)",
        [39] = "-rank((close - close[7]) * (100 - rank(wma(volume / adv20, 9)))) * (1 + rank(sum(r, 250)))",
        [40] = "-rank(stdev(high, 10)) * correlation(high, volume, 10)",
        [41] = "sqrt(high * low) - vw",
        [42] = "rank(vw - close) / rank(vw + close)",
        [43] = "percent_rank(volume / adv20, 20) * percent_rank(-(close - close[7]), 8)",
        [44] = "-correlation(high, rank(volume), 5)",
        [45] = "-(rank(avg(close[5], 20)) * correlation(close, volume, 2) * rank(correlation(sum(close, 5), sum(close, 20), 2)))",
        [46] = "if(0.25 < turn, -1, if(turn < 0, 1, -d))",
        [47] = "rank(1 / close) * volume / adv20 * (high * rank(high - close) / avg(high, 5)) - rank(vw - vw[5])",
        [49] = "if(turn < -0.1, 1, -d)",
        [50] = "-highest(rank(nz(correlation(rank(volume), rank(vw), 5))), 5)",
        [51] = "if(turn < -0.05, 1, -d)",
        [52] = "(lowest(low, 5)[5] - lowest(low, 5)) * rank((sum(r, 240) - sum(r, 20)) / 220) * percent_rank(volume, 5)",
        [53] = "let x = ((close - low) - (high - close)) / (close - low); -(x - x[9])",
        [54] = "-((low - close) * exp(5 * log(open))) / ((low - high) * exp(5 * log(close)))",
        [55] = "-correlation(rank((close - lowest(low, 12)) / (highest(high, 12) - lowest(low, 12))), rank(volume), 6)",
        [57] = "-((close - vw) / wma(rank(highest_bar(close, 30)), 2))",
        [60] = "-(2 * scale_across(rank(((close - low) - (high - close)) / (high - low) * volume)) "
            + "- scale_across(rank(highest_bar(close, 10))))",
        [61] = "if(rank(vw - lowest(vw, 16)) < rank(correlation(vw, adv180, 17)), 1, 0)",
        [62] = "if(rank(correlation(vw, sum(adv20, 22), 9)) < rank(if(2 * rank(open) < rank(mid) + rank(high), 1, 0)), -1, 0)",
        [64] = "let x = mid * 0.178404 + vw * 0.821596; "
            + "if(rank(correlation(sum(open * 0.178404 + low * 0.821596, 12), sum(adv120, 12), 16)) < rank(x - x[3]), -1, 0)",
        [65] = "if(rank(correlation(open * 0.00817205 + vw * 0.99182795, sum(adv60, 8), 6)) < rank(open - lowest(open, 13)), -1, 0)",
        [66] = "-(rank(wma(vw - vw[3], 7)) + percent_rank(wma((low - vw) / (open - mid), 11), 6))",
        [68] = "let x = close * 0.518371 + low * 0.481629; "
            + "if(percent_rank(correlation(rank(high), rank(adv15), 8), 13) < rank(x - x[1]), -1, 0)",
        [71] = "max(percent_rank(wma(correlation(percent_rank(close, 3), percent_rank(adv180, 12), 18), 4), 15), "
            + "percent_rank(wma(rank(low + open - 2 * vw) * rank(low + open - 2 * vw), 16), 4))",
        [72] = "rank(wma(correlation(mid, adv40, 8), 10)) / rank(wma(correlation(percent_rank(vw, 3), percent_rank(volume, 18), 6), 2))",
        [73] = "let x = open * 0.147155 + low * 0.852845; -max(rank(wma(vw - vw[4], 2)), percent_rank(wma(-(x - x[2]) / x, 3), 16))",
        [74] = "if(rank(correlation(close, sum(adv30, 37), 15)) "
            + "< rank(correlation(rank(high * 0.0261661 + vw * 0.9738339), rank(volume), 11)), -1, 0)",
        [75] = "if(rank(correlation(vw, volume, 4)) < rank(correlation(rank(low), rank(adv50), 12)), 1, 0)",
        [77] = "min(rank(wma(mid - vw, 20)), rank(wma(correlation(mid, adv40, 3), 5)))",
        [78] = "exp(rank(correlation(rank(vw), rank(volume), 5)) / 100 "
            + "* log(rank(correlation(sum(low * 0.352233 + vw * 0.647767, 19), sum(adv40, 19), 6)) / 100))",
        [81] = "let x = rank(correlation(vw, sum(adv10, 49), 8)) / 100; "
            + "if(rank(sum(log(rank(x * x * x * x) / 100), 14)) < rank(correlation(rank(vw), rank(volume), 5)), -1, 0)",
        [83] = "let x = (high - low) / avg(close, 5); rank(x[2]) * rank(rank(volume)) / (x / (vw - close))",
        [84] = "exp((close - close[4]) * log(percent_rank(vw - highest(vw, 15), 20) / 100))",
        [85] = "exp(rank(correlation(percent_rank(mid, 3), percent_rank(volume, 10), 7)) / 100 "
            + "* log(rank(correlation(high * 0.876703 + close * 0.123297, adv30, 9)) / 100))",
        [86] = "if(percent_rank(correlation(close, sum(adv20, 14), 6), 20) < rank(close - vw), -1, 0)",
        [88] = "min(rank(wma(rank(open) + rank(low) - rank(high) - rank(close), 8)), "
            + "percent_rank(wma(correlation(percent_rank(close, 8), percent_rank(adv60, 20), 8), 6), 2))",
        [92] = "min(percent_rank(wma(if(mid + close < low + open, 1, 0), 14), 18), "
            + "percent_rank(wma(nz(correlation(rank(low), rank(adv30), 7)), 6), 6))",
        [94] = "-exp(percent_rank(correlation(percent_rank(vw, 19), percent_rank(adv60, 4), 18), 2) / 100 "
            + "* log(rank(vw - lowest(vw, 11)) / 100))",
        [95] = "if(rank(open - lowest(open, 12)) "
            + "< percent_rank(exp(5 * log(rank(correlation(sum(mid, 19), sum(adv40, 19), 12)) / 100)), 11), 1, 0)",
        [96] = "-max(percent_rank(wma(nz(correlation(rank(vw), rank(volume), 3)), 4), 8), "
            + "percent_rank(wma(highest_bar(nz(correlation(percent_rank(close, 7), percent_rank(adv60, 4), 3)), 12), 14), 13))",
        [98] = "rank(wma(correlation(vw, sum(adv5, 26), 4), 7)) "
            + "- rank(wma(percent_rank(lowest_bar(correlation(rank(open), rank(adv15), 20), 8), 6), 8))",
        [99] = "if(rank(correlation(sum(mid, 19), sum(adv60, 19), 8)) < rank(correlation(low, volume, 6)), -1, 0)",
        [101] = "(close - open) / (high - low + 0.001)",
    };
}
