using Technic.Core.Formulas;
using Technic.Core.Formulas.Guide;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

/// <summary>
/// Formulas that are pasted from another tool: who takes the first suggestion of each error gets a valid formula of this language.
/// </summary>
public sealed class DialectTests
{
    private const int MostSteps = 12;

    public static TheoryData<string, string> Pasted => new()
    {
        // thinkScript
        { "SimpleMovingAvg(close, 50) crosses above SimpleMovingAvg(close, 200)", "sma(close, 50) crosses above sma(close, 200)" },
        { "MovAvgExponential(close, 21) > close", "ema(close, 21) > close" },
        { "MovingAverage(AverageType.SIMPLE, close, 20) < close", "sma(close, 20) < close" },
        { "Average(volume, 50) < volume", "avg(volume, 50) < volume" },
        { "ExpAverage(close, 9) > ExpAverage(close, 21)", "ema(close, 9) > ema(close, 21)" },
        { "WildersAverage(close, 14) > 1", "smma(close, 14) > 1" },
        { "plot scan = close > SimpleMovingAvg(close, 50);", " close > sma(close, 50)" },
        { "def rs = close / open; plot scan = rs > 1;", "let rs = close / open;  rs > 1" },
        { "close is greater than open", "close > open" },
        { "close is less than or equal to low[1]", "close <= low[1]" },
        { "close is greater than open and volume is greater than volume from 1 bar ago", "close > open and volume > volume [1]" },
        { "close(\"SPY\") > 400", "SPY.close > 400" },
        { "close / close(symbol = \"QQQ\") > 1", "close / QQQ.close > 1" },
        { "close(period = AggregationPeriod.WEEK) > 10", "weekly.close > 10" },
        { "RSI().RSI > 70", "rsi(14) > 70" },
        { "RSI(length = 7) < 30", "RSI(7) < 30" },
        { "MACD().Diff > 0", "macd(12, 26, 9).histogram > 0" },
        { "MACD().Value crosses above MACD().Avg", "MACD().Value crosses above macd(12, 26, 9).signal" },
        { "close > BollingerBands().UpperBand", "close > bb(20, 2).upper" },
        { "Crosses(close, sma(20))", "close crosses sma(20)" },
        { "IsAscending(close, 3)", "(close > close[1]) for 3" },
        { "(if close > open then 1 else 0) > 0", "(if(close > open, 1, 0)) > 0" },
        { "Power(close, 2) > 100", "exp(2 * log(close)) > 100" },
        { "TrueRange(high, close, low) > 1", "tr > 1" },

        // Pine
        { "ta.rsi(close, 14) < 30", "rsi(close, 14) < 30" },
        { "ta.crossover(ta.sma(close, 50), ta.sma(close, 200))", "sma(close, 50) crosses above sma(close, 200)" },
        { "ta.crossunder(close, ta.ema(close, 20))", "close crosses below ema(close, 20)" },
        { "close >= ta.highest(20)", "close >= highest(high, 20)" },
        { "close > ta.highest(high, 20)[1]", "close > highest(high, 20)[1]" },
        { "ta.barssince(close > open) < 5", "barssince(close > open) < 5" },
        { "ta.valuewhen(close > open, close, 0) > 1", "value_when(close > open, close) > 1" },
        { "ta.change(close) > 0", "(close - close[1]) > 0" },
        { "ta.change(close, 5) > 0", "(close - close[5]) > 0" },
        { "ta.stdev(close, 20) > 1", "stdev(close, 20) > 1" },
        { "ta.cci(close, 20) > 100", "cci(20) > 100" },
        { "ta.mfi(hlc3, 14) < 20", "mfi(14) < 20" },
        { "ta.atr(14) > 2", "atr(14) > 2" },
        { "ta.supertrend(3, 10) < close", "supertrend(10, 3).value < close" },
        { "ta.wpr(14) < -80", "williams_r(14) < -80" },
        { "ta.stoch(close, high, low, 14) < 20", "stoch(14, 3, 1).k < 20" },
        { "ta.rising(close, 3)", "(close > close[1]) for 3" },
        { "ta.percentrank(close, 100) > 90", "percent_rank(close, 100) > 90" },
        { "math.abs(close - open) > math.max(1, 2)", "abs(close - open) > max(1, 2)" },
        { "math.pow(close, 2) > 4", "exp(2 * log(close)) > 4" },
        { "request.security(syminfo.tickerid, \"W\", close) > 10", "weekly.close > 10" },
        { "request.security('AMEX:SPY', 'D', close) > 10", "SPY.close > 10" },
        { "close > open ? 1 : 0", "if(close > open, 1, 0)" },
        { "close > open && volume > 1000", "close > open and volume > 1000" },
        { "close > open || !(volume > 1000)", "close > open or not (volume > 1000)" },
        { "hlc3 > 10", "typical > 10" },

        // StockCharts
        { "[SMA(50,close) > SMA(200,close)]", "(sma(close, 50) > sma(close, 200))" },
        { "[RSI(14) x 30]", "(RSI(14) crosses 30)" },
        { "[MACD Line(12,26,9) x MACD Signal(12,26,9)]", "(macd(12,26,9).value crosses macd(12,26,9).signal)" },
        { "[MACD Hist(12,26,9) > 0]", "(macd(12,26,9).histogram > 0)" },
        { "[close > Upper BB(20,2)]", "(close > bb(20,2).upper)" },
        { "[ADX Line(14) > 25]", "(adx(14) > 25)" },
        { "[Aroon Up(25) > 70]", "(aroon(25).up > 70)" },
        { "[Slow Stoch %K(14,3) < 20]", "(stoch(14, 3, 3).k < 20)" },
        { "[close > yesterday's high]", "(close > high[1])" },
        { "[5 days ago close < close]", "(close[5] < close)" },
        { "[PctChange(20,close) > 10]", "(roc(close, 20) > 10)" },
        { "[weekly close > weekly open]", "(weekly.close > weekly.open)" },
        { "[SCTR > 90]", "(relativeStrength > 90)" },

        // TC2000
        { "C > AVGC50 AND AVGC50 > AVGC200", "close > avg(close, 50) AND avg(close, 50) > avg(close, 200)" },
        { "C > C1", "close > close[1]" },
        { "AVGC20 > AVGC20.5", "avg(close, 20) > avg(close, 20)[5]" },
        { "V > 1.5 * AVGV50", "volume > 1.5 * avg(volume, 50)" },
        { "H = MAXH252", "high = highest(high, 252)" },
        { "XAVGC21 > XAVGC50", "ema(close, 21) > ema(close, 50)" },
        { "STOC14.3.3 < 20", "stoch(14, 3, 3).d < 20" },
        { "MACD12.26 > 0", "macd(12, 26, 9).value > 0" },
        { "C > BBTOP20.2", "close > bb(20, 2).upper" },
        { "XUP(C, AVGC50)", "close crosses above avg(close, 50)" },
        { "CountTrue(C > C1, 10) >= 7", "count(close > close[1], 10) >= 7" },
        { "IIF(C > O, 1, 0) = 1", "if(close > open, 1, 0) = 1" },
        { "RSI21 > 50", "rsi(21) > 50" },

        // MetaStock and AmiBroker
        { "Cross(Mov(C,20,S), Mov(C,50,S))", "sma(close, 20) crosses above sma(close, 50)" },
        { "C > Ref(HHV(H,20), -1)", "close > highest(high,20)[1]" },
        { "BBandTop(C, 20, 2) < C", "bb(close, 20, 2).upper < close" },

        // Finviz
        { "ta_sma50_pa", "close > sma(50)" },
        { "ta_rsi_os30 and sh_avgvol_o500", "rsi(14) < 30 and avg(volume, 63) > 500000" },
        { "sh_relvol_o2 and sh_price_o10", "volume / avg(volume, 63) > 2 and close > 10" },
        { "cap_largeover and sec_technology", "marketCap > 10e9 and sector = 'technology'" },
        { "ta_highlow52w_nh", "new_high(252)" },
        { "ta_change_u5 and ta_gap_u2", "roc(1) > 5 and gap_up(2)" },
        { "Price > 10 and Volume > 500K", "close > 10 and Volume > 500e3" },
        { "Price > $10 and roc(5) > 5%", "close > 10 and roc(5) > 5" },
        { "price above sma50", "close > sma50" },
        { "RelVol > 2", "volumeRatio > 2" },
    };

    [Theory]
    [MemberData(nameof(Pasted))]
    public void The_suggestions_lead_from_the_spelling_of_another_tool_to_a_valid_formula(string pasted, string ours)
    {
        var text = pasted;
        for (var step = 0; step < MostSteps && Check(text).Problem is { } problem; step++)
        {
            Assert.True(problem.Fixes.Count > 0, $"{text}: no suggestion at {problem.Position + 1}: {problem.Message}");
            text = problem.Fixes[0].ApplyTo(text);
        }

        Assert.Equal(ours, text.TrimEnd());
        Assert.Null(Check(text).Problem);
    }

    [Fact]
    public void There_are_many_of_each_tool() => Assert.InRange(Pasted.Count, 60, 500);

    private static FormulaCheck Check(string text) =>
        FormulaCheck.Of(new FormulaText("column", text), ScanColumns.Vocabulary, Frequency.Daily);
}
